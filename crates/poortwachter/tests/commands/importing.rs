//! `account import`, as an operator uses it: a dry run first, then for real, and again; passwords from elsewhere; files that are broken or hostile.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::login::PASSWORD;
use crate::place::{Place, Ran};

/// [`PASSWORD`] as an LDAP server and as a web server keep it; made with hashlib of Python 3.11 and bcrypt 5.0.0.
const SSHA: &str = "{SSHA}kKSN1ijxbP//qMjUZWjJ0a7wQKsBAgMEBQYHCA==";
const BCRYPT: &str = "$2y$05$abcdefghijklmnopqrstuuDAQfS7FATF/.hw6Q3UA5a3hSFhZKw0u";

impl Place {
    /// A place with one account, which an import wants to be there.
    fn furnished() -> Self {
        let place = Self::new();
        place.add("first");
        place
    }

    fn import(&self, name: &str, text: impl AsRef<[u8]>, more: &[&str]) -> Ran {
        std::fs::write(self.file(name), text).unwrap();
        self.import_file(name, more)
    }

    fn import_file(&self, name: &str, more: &[&str]) -> Ran {
        let file = self.file(name).display().to_string();
        self.run(&[&["account", "import", &file], more].concat())
    }

    fn usernames(&self) -> Vec<String> {
        let list: Value = serde_json::from_str(&self.run(&["account", "list", "--json"]).good()).unwrap();
        list.as_array().unwrap().iter().map(|line| line["username"].as_str().unwrap().to_owned()).collect()
    }
}

const APPLY: [&str; 3] = ["--apply", "--reason", "ticket 12"];

const PEOPLE: &str = "Gebruikersnaam;Voornaam;Tussenvoegsel;Achternaam;E-mail;Telefoon;Groepen;Taal;Personeelsnummer\r\n\
    B.Jansen;Bea;;Jansen;bea@example.org;06-12345678;hr,it;nl;7\r\n\
    c.vries;Cor;de;Vries;cor@example.org;;\"a;b\";en;8\r\n";

#[test]
fn a_dry_run_writes_nothing_then_it_is_done_once() {
    let place = Place::furnished();
    let dry = place.import("people.csv", PEOPLE, &[]).good();
    assert!(dry.starts_with("It would make 2, change 0, skip 0 and refuse 0.\n"), "{dry}");
    assert!(
        dry.contains("Columns that say nothing here: Personeelsnummer") && dry.contains("--apply --reason"),
        "{dry}"
    );
    assert_eq!(place.usernames(), ["first"], "nothing was written");

    let done = place.import_file("people.csv", &APPLY).good();
    assert!(done.starts_with("Made 2, changed 0, skipped 0, refused 0.\n"), "{done}");
    let cor = place.show("c.vries");
    assert_eq!(
        (&cor["name"], &cor["language"], &cor["groups"]),
        (&"Cor de Vries".into(), &"en".into(), &serde_json::json!(["a", "b"]))
    );
    let bea = place.show("b.jansen");
    assert_eq!((&bea["phone"], &bea["role"], &bea["link"]), (&"**********78".into(), &"user".into(), &Value::Null));
    assert_eq!(
        (&bea["events"][0]["reason"], &bea["events"][0]["detail"]),
        (&"account-imported".into(), &"ticket 12".into())
    );

    let before = place.show("b.jansen");
    let again = place.import_file("people.csv", &APPLY).good();
    assert!(again.starts_with("Made 0, changed 0, skipped 2, refused 0.\n"), "{again}");
    assert_eq!(place.show("b.jansen"), before, "the same file once more changes nothing");
    let moved = PEOPLE.replace("bea@example.org", "bea@elsewhere.example");
    let changed = place.import("moved.csv", moved, &APPLY).good();
    assert!(changed.starts_with("Made 0, changed 1, skipped 1, refused 0.\n"), "{changed}");
    assert_eq!(place.show("b.jansen")["mail"], "bea@elsewhere.example");
    let left_alone = place.import_file("people.csv", &[&APPLY[..], &["--only-new"]].concat()).good();
    assert!(left_alone.starts_with("Made 0, changed 0, skipped 2"), "{left_alone}");
}

#[test]
fn every_line_is_told_with_its_column_and_no_cell_is_a_formula() {
    let place = Place::furnished();
    place.add("m.smit");
    let text = "username,name,mail,role,password\n\
        ,Nobody,,,\n\
        bea,=cmd|calc,bea@example.org,,\n\
        BEA,Bea,b@example.org,,\n\
        ali,Ali,no address,,\n\
        chief,Chief,c@example.org,administrator,\n\
        rn.smit,Look,l@example.org,,\n\
        j\u{430}n,Mixed,m@example.org,,\n\
        dan,Dan,d@example.org,,geheim1\n\
        eve,\"Eve\"x,e@example.org,,\n";
    let report = place.file("report.csv").display().to_string();
    let ran = place.import("people.csv", text, &["--report", &report]);
    assert_eq!((ran.code, ran.err.contains("found 8 lines that were refused")), (Some(1), true), "{ran:?}");
    assert!(ran.out.contains("It would make 1, change 0, skip 0 and refuse 8."), "{}", ran.out);
    let written = std::fs::read_to_string(&report).unwrap();
    assert_eq!(std::fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    for expected in [
        "\"2\",\"\",\"refused\",\"username\",\"no username\"",
        "\"3\",\"bea\",\"made\",\"\",\"\"",
        "\"4\",\"bea\",\"refused\",\"username\",\"the same name as line 3\"",
        "\"5\",\"\",\"refused\",\"mail\",",
        "\"6\",\"chief\",\"refused\",\"role\",\"the role administrator; with --allow-roles",
        "\"7\",\"rn.smit\",\"refused\",\"username\",\"looks like the name of an account",
        "\"8\",\"\",\"refused\",\"username\",",
        "\"9\",\"\",\"refused\",\"password\",\"no password hash of a kind that is known here; with --no-passwords",
        "\"10\",\"\",\"refused\",\"\",\"text behind a closing quote",
    ] {
        assert!(written.contains(expected), "{expected}: {written}");
    }
    assert!(!written.contains("geheim1") && !ran.out.contains("geheim1"), "LO-03: no password anywhere");
    // Asked for, roles are taken.
    let lines = place.file("report.jsonl").display().to_string();
    let more = [&APPLY[..], &["--allow-roles", "--no-passwords", "--report", &lines]].concat();
    assert_eq!(place.import_file("people.csv", &more).code, Some(1));
    assert_eq!(place.show("chief")["role"], "administrator");
    let written = std::fs::read_to_string(&lines).unwrap();
    let third: Value = serde_json::from_str(written.lines().nth(1).unwrap()).unwrap();
    assert_eq!((&third["line"], &third["outcome"]), (&3.into(), &"made".into()));
    let refused = place.import_file("people.csv", &["--report", &report]).refused();
    assert!(refused.contains("--report: found a file that cannot be made"), "{refused}");
}

/// J6, D5: the password of the old system and a letter open the wizard; the hash is ours from the first login on.
#[test]
fn j6_pw_07_a_password_from_elsewhere_and_a_letter_make_a_whole_account() {
    let place = Place::furnished();
    let portal = place.serve();
    let letters = place.file("letters.html").display().to_string();
    let text = format!("username,name,password\nbea,Bea Jansen,{SSHA}\ncor,Cor,\n");
    let said =
        place.import("people.csv", text, &[&APPLY[..], &["--links", "letters", "--letters", &letters]].concat()).good();
    assert!(said.contains("2 letters are in ") && said.contains("delete the file"), "{said}");
    let paper = std::fs::read_to_string(&letters).unwrap();
    assert_eq!((paper.matches("<div class=\"sheet\"").count(), paper.matches("<!doctype").count()), (2, 1));
    assert!(paper.trim_end().ends_with("</html>"));
    assert_eq!(std::fs::metadata(&letters).unwrap().permissions().mode() & 0o777, 0o600);
    let codes: Vec<String> = paper
        .split("<p class=\"code\">")
        .skip(1)
        .map(|rest| {
            rest.split("</p>")
                .next()
                .unwrap()
                .replace("</span><span>", " ")
                .replace("<span>", "")
                .replace("</span>", "")
        })
        .collect();

    let mut alone = portal.client();
    assert_eq!(
        alone.password("bea", PASSWORD),
        ("/login/no-grant".to_owned(), 200),
        "D5: the password alone is not enough"
    );
    let mut browser = portal.client();
    browser.visit("/letter");
    let (path, answer) = browser.submit("/letter", &[("code", &codes[0])]);
    assert_eq!((path.as_str(), answer.status), ("/reset-link", 200));
    assert_eq!(browser.password("bea", "not the password 1").1, 422);
    assert_eq!(browser.password("bea", PASSWORD).0, "/enrol");
    browser.enrol();
    assert_eq!(place.show("bea")["factors"][0]["kind"], "totp");
    let raw = std::fs::read(place.file("portal.db")).unwrap();
    assert!(!raw.windows(6).any(|window| window == b"{SSHA}"), "D2: the hash was never stored bare");

    // Without a password in the file the letter is the activation letter.
    let mut other = portal.client();
    other.visit("/letter");
    assert_eq!(other.submit("/letter", &[("code", &codes[1])]).0, "/activate");
    let again = place.import_file("people.csv", &[&APPLY[..], &["--links", "letters", "--letters", &letters]].concat());
    assert!(again.refused().contains("--letters: found a file that cannot be written"), "no letter is lost");
}

#[test]
fn an_htpasswd_file_and_a_keycloak_realm_are_sources() {
    let place = Place::furnished();
    let portal = place.serve();
    let text = format!("# people\nbea:{BCRYPT}\nali:$apr1$abcdefgh$0123456789abcdefghij.0\n");
    let ran = place.import("web.htpasswd", text, &APPLY);
    assert!(
        ran.out.starts_with("Made 1, changed 0, skipped 0, refused 1.\n") && ran.out.contains("made with MD5"),
        "{ran:?}"
    );
    assert_eq!(portal.client().password("bea", PASSWORD).0, "/login/no-grant");
    // It was hashed anew with that login, and works again.
    assert_eq!(portal.client().password("bea", PASSWORD).0, "/login/no-grant");
    assert_eq!(portal.client().password("bea", "not the password 1").1, 422);

    let realm = r#"{"realm":"r","users":[{"username":"dora","firstName":"Dora","lastName":"D","email":"d@example.org","enabled":false,
        "credentials":[{"type":"otp"}]},{"username":"service-account-x","serviceAccountClientId":"x"}]}"#;
    let report = place.file("r.csv").display().to_string();
    let more = [&APPLY[..], &["--format", "keycloak", "--report", &report]].concat();
    assert!(place.import("realm.json", realm, &more).good().starts_with("Made 1, changed 0, skipped 1, refused 0.\n"));
    assert_eq!(place.show("dora")["status"], "disabled");
    let written = std::fs::read_to_string(&report).unwrap();
    assert!(written.contains("authenticator app of Keycloak is not taken over") && written.contains("service account"));
    let refused = place.import_file("realm.json", &[]).refused();
    assert!(refused.contains("--format csv, jsonl, keycloak or htpasswd"), "{refused}");
}

#[test]
fn the_encodings_of_excel_are_read() {
    let place = Place::furnished();
    let text = "username\tnaam\nzoe\tZoë Bäcker\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.import("unicode.txt", utf16, &APPLY).good();
    assert_eq!(place.show("zoe")["name"], "Zoë Bäcker");
    let western: Vec<u8> = "username;naam\nrene;René €\n"
        .chars()
        .map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() })
        .collect();
    let ran = place.import("western.csv", &western, &[]);
    assert!(ran.out.contains("--encoding windows-1252"), "{ran:?}");
    place.import_file("western.csv", &[&APPLY[..], &["--encoding", "windows-1252"]].concat()).good();
    assert_eq!(place.show("rene")["name"], "René €");
}

#[test]
fn links_want_a_mail_server_and_an_import_a_portal() {
    let place = Place::new();
    assert!(place.import("p.csv", "username\nbea\n", &[]).refused().contains("no portal's data"));
    place.add("first");
    let refused = place.import_file("p.csv", &["--links", "mail"]).refused();
    assert!(refused.starts_with("--links: found no mail server"), "{refused}");
    assert!(place.import_file("absent.csv", &[]).refused().contains("cannot be read"));
}

/// Mails wait for their turn in the outbox, so that ten thousand of them stand in nobody's way.
#[test]
fn bulk_links_are_mailed_one_after_the_other() {
    let place = Place::furnished();
    place.write("[mail]\nhost = \"127.0.0.1\"\nport = 1\nfrom = \"portal@example.org\"\nsecurity = \"none\"\n");
    let more = [&APPLY[..], &["--links", "mail", "--mails-per-minute", "1"]].concat();
    let text = "username,mail\nbea,b@example.org\ncor,c@example.org\ndan,\n";
    let said = place.import("p.csv", text, &more).good();
    assert!(said.contains("The portal mails 2 links, spread over 2 minutes"), "{said}");
    let until =
        |name: &str| place.show(name)["link"]["expires_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!((until("cor") - until("bea")).get_seconds(), 60, "a link lives as long as ever from its mail on");
    assert_eq!(place.show("dan")["link"], Value::Null);
    let again = place.import_file("p.csv", &more).good();
    assert!(again.starts_with("Made 0, changed 0, skipped 3"), "nobody gets two: {again}");
}

/// Broken, hostile and large files: a complaint with the line, and what is good is still read.
#[test]
fn hostile_files_are_told_and_bounded() {
    let place = Place::furnished();
    for (text, says) in [
        (
            format!("username,name\nbea,\"{}\ncor,Cor\n", "x".repeat(200_000)),
            "line 2: more than 65536 bytes in one record; is a quote never closed?",
        ),
        (format!("username\n{}\n", ",".repeat(10_000_000)), "line 2: more than 200 fields"),
        ("username\nb\0a\ncor\n".to_owned(), "line 2: a NUL character"),
        ("username,name\ncor,\"Cor\n".to_owned(), "line 2: a quote that is never closed"),
    ] {
        let ran = place.import("hostile.csv", &text, &[]);
        assert!(ran.code == Some(1) && ran.out.contains(says), "{says}: {} {}", ran.out, ran.err);
    }
    let wide = vec!["x"; 100_000].join(",");
    assert!(place.import("wide.csv", wide, &[]).refused().contains("more than 200 fields in line 1"));
    let deep = format!("{{\"username\":{}\n{{\"username\":\"cor\"}}\n", "[".repeat(60_000));
    let ran = place.import("deep.jsonl", deep, &[]);
    assert!(ran.out.contains("make 1,") && ran.out.contains("line 1: no JSON object"), "{ran:?}");
    assert!(place.import("empty.csv", "", &[]).refused().contains("an empty file"));
    // A sparse file of zeros: read to its end, and never held.
    let mut file = std::fs::File::create(place.file("zeros.csv")).unwrap();
    file.write_all(b"username,name\n").unwrap();
    file.set_len(64 * 1024 * 1024).unwrap();
    let ran = place.import_file("zeros.csv", &[]);
    assert!(ran.out.contains("line 2: a NUL character"), "{ran:?}");
}
