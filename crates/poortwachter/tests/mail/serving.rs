//! The real `serve` beside the real commands: from `account add` to a mail whose link works.

use std::time::{Duration, Instant};

use crate::place::{Place, link};
use crate::server::{MailServer, header, part};

#[test]
fn j6b_the_activation_mail_arrives_and_its_link_works() {
    let (place, server) = (Place::new(), MailServer::start());
    place.write(&server.section());
    let portal = place.serve();
    let added = ["add", "b.jansen", "--name", "Bea \"Bé\" <x@example.net>, Jansen", "--mail", "bea@example.org"];
    let printed = place.account(&added).good();
    assert!(printed.contains("The portal mails it to bea@example.org as well, as soon as it runs.\n"), "{printed}");

    let mail = server.wait("mail");
    assert_eq!(mail["to"], serde_json::json!(["bea@example.org"]));
    assert!(header(&mail, "To").ends_with("<bea@example.org>"), "{mail}");
    assert_eq!(header(&mail, "Subject"), "Activeer uw account bij Poortwachter");
    let text = part(&mail, "text/plain");
    assert!(
        text.contains("Kies via de link een wachtwoord.") && part(&mail, "text/html").contains("<html lang=\"nl\">")
    );
    // The mailed link is the printed one, and it sets a password and opens the wizard.
    assert_eq!(link(&text), link(&printed));
    portal.client().activate(&link(&text));
    // J9: the owner is told.
    assert_eq!(header(&server.wait("mail"), "Subject"), "Uw wachtwoord is ingesteld");

    // A help-desk link, in English.
    place.account(&["set", "b.jansen", "--lang", "en"]).good();
    let printed = place.account(&["reset-factor", "b.jansen"]).good();
    // RC-13: a link that is mailed is on no screen, and the owner hears of the start.
    assert!(
        printed.contains("The portal mails the link to bea@example.org") && !printed.contains("token="),
        "{printed}"
    );
    let mut mails = [server.wait("mail"), server.wait("mail")];
    mails.sort_by_key(|mail| part(mail, "text/plain").contains("/reset-link?token="));
    let [started, mail] = mails;
    assert_eq!(header(&started, "Subject"), "The help desk has begun to set up your second factor again");
    assert_eq!(
        (header(&mail, "Subject"), header(&mail, "Content-Language")),
        ("Set up your second factor again".to_owned(), "en".to_owned())
    );
    assert_eq!(portal.client().visit(&link(&part(&mail, "text/plain"))).1.status, 200);

    let begun = Instant::now();
    while portal.log().matches("a mail was accepted").count() < 4 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", portal.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    let log = portal.log();
    // LO-03: no address and no link in the log.
    assert!(!log.contains("example.org\"") && !log.contains("bea@") && !log.contains("token="), "{log}");
    assert!(portal.stop().success());
}

/// FP-01 and FP-05 in the real program: a request is answered in the background, to the address of the account and nobody else's.
#[test]
fn fp_01_a_forgotten_username_or_password_is_answered_by_mail() {
    let (place, server) = (Place::new(), MailServer::start());
    place.write(&server.section());
    let portal = place.serve();
    place.account(&["add", "b.jansen", "--name", "Bea Jansen", "--mail", "bea@example.org"]).good();
    assert_eq!(header(&server.wait("mail"), "Subject"), "Activeer uw account bij Poortwachter");

    let mut browser = portal.client();
    browser.visit("/forgot/username");
    for address in ["nobody@example.org", "BEA@example.org"] {
        let (path, answer) = browser.submit("/forgot/username", &[("mail", address)]);
        assert_eq!((path.as_str(), answer.status), ("/forgot/username/sent", 200));
        browser.visit("/forgot/username");
    }
    let mail = server.wait("mail");
    assert_eq!(mail["to"], serde_json::json!(["bea@example.org"]));
    assert_eq!(header(&mail, "Subject"), "Uw gebruikersnaam bij Poortwachter");
    for form in ["text/plain", "text/html"] {
        let text = part(&mail, form);
        assert!(text.contains("b.jansen") && text.contains("vanaf 127.0.0.1") && !text.contains("http://"), "{text}");
    }
    // Nobody chose a password yet: told so, and no link.
    browser.visit("/forgot/password");
    let (path, _) = browser.submit("/forgot/password", &[("username", "b.jansen")]);
    assert_eq!(path, "/forgot/password/sent");
    let mail = server.wait("mail");
    assert_eq!(header(&mail, "Subject"), "Uw account bij Poortwachter is nog niet geactiveerd");
    assert!(!part(&mail, "text/plain").contains("token="), "{mail}");
    let log = portal.log();
    assert!(!log.contains("bea@") && !log.contains("BEA@") && !log.contains("b.jansen"), "{log}");
    assert!(portal.stop().success());
}

#[test]
fn without_a_server_it_says_so_at_the_start_and_prints_links_only() {
    let place = Place::new();
    let portal = place.serve();
    let printed = place.account(&["add", "cor", "--name", "Cor", "--mail", "cor@example.org"]).good();
    assert!(!printed.contains("mails it"), "{printed}");
    assert!(portal.log().contains("mail.host is not set: no mail is sent"), "{}", portal.log());
}

#[test]
fn injections_are_refused_when_they_are_typed() {
    let place = Place::new();
    for (name, mail) in [
        ("Bea\r\nBcc: x@example.net", "bea@example.org"),
        ("Bea", "bea@example.org\r\nBcc: x@example.net"),
        ("Bea", "bea@example.org,x@example.net"),
        ("Bea", "Bea <bea@example.org>"),
    ] {
        let complaint = place.account(&["add", "b.jansen", "--name", name, "--mail", mail]).refused();
        assert!(!complaint.trim_end().contains(['\r', '\n']), "{complaint:?}");
    }
}

/// A portal that began without a mail server gets one by a reload, and by the next one another; each mail goes to the server of then.
#[test]
fn a_reload_takes_another_mail_server() {
    let (place, one, two) = (Place::new(), MailServer::start(), MailServer::start());
    let portal = place.serve();
    place.account(&["add", "b.jansen", "--name", "Bea Jansen", "--mail", "bea@example.org"]).good();
    place.write(&one.section());
    assert!(portal.reload().contains("mail.host"), "{}", portal.log());
    place.account(&["add", "p.bakker", "--name", "Piet Bakker", "--mail", "piet@example.org"]).good();
    assert_eq!(one.wait("mail")["to"], serde_json::json!(["piet@example.org"]));
    place.write(&two.section());
    assert!(portal.reload().contains("mail.port"), "{}", portal.log());
    place.account(&["add", "k.smit", "--name", "Kees Smit", "--mail", "kees@example.org"]).good();
    assert_eq!(two.wait("mail")["to"], serde_json::json!(["kees@example.org"]));
    assert!(portal.stop().success());
}
