//! `mail test` and `check` as the real program.

use serde_json::json;

use crate::place::{Place, Ran};
use crate::server::{MailServer, header, part};

fn mail_test(place: &Place, address: &str) -> Ran {
    place.run(&["mail", "test", address])
}

#[test]
fn mail_test_says_what_the_server_answered() {
    let (place, mut server) = (Place::new(), MailServer::start());
    place.write(&format!("[brand]\nproduct = \"Proef & Portaal\"\n{}from_name = \"De Dienst\"\n", server.section()));
    let out = mail_test(&place, "bea@example.org").good();
    assert_eq!(out, format!("127.0.0.1:{}  accepted: 250 queued as 1A2B\n", server.port));
    let mail = server.wait("mail");
    assert_eq!((&mail["to"], &mail["secure"]), (&json!(["bea@example.org"]), &json!(true)));
    assert_eq!(header(&mail, "Subject"), "Proefmail van Proef & Portaal");
    assert_eq!(
        (header(&mail, "To"), header(&mail, "From")),
        ("bea@example.org".to_owned(), "\"De Dienst\" <portal@example.org>".to_owned())
    );
    assert!(part(&mail, "text/plain").contains("U hoeft niets te doen.") && !part(&mail, "text/html").contains("://"));

    server.next(&["550", "452"]);
    let refused = mail_test(&place, "bea@example.org");
    assert_eq!(
        (refused.code, refused.out.as_str()),
        (
            Some(1),
            format!("127.0.0.1:{}  refused: 550 5.1.1 <bea@example.org>: no such person\n", server.port).as_str()
        )
    );
    assert!(refused.err.contains("mail.host: found a server that did not take the mail"), "{refused:?}");
    assert!(mail_test(&place, "bea@example.org").out.contains("not taken now: 452 4.2.2"));

    server.order(&json!({ "password": "changed" }));
    let refused = mail_test(&place, "bea@example.org");
    assert!(
        refused.code == Some(1) && refused.out.contains("not taken now: 535 5.7.8 wrong name or password"),
        "{refused:?}"
    );
    assert!(!format!("{refused:?}").contains("s3cret"));
}

#[test]
fn mail_test_without_a_server_or_address_says_so() {
    let place = Place::new();
    let complaint = mail_test(&place, "bea@example.org").refused();
    assert!(complaint.contains("mail.host: found nothing; write the server that takes our mails"), "{complaint}");
    for bad in ["bea", "bea@example.org,x@example.net", "bea@example.org\r\nBcc: x@example.net"] {
        assert_eq!(mail_test(&place, bad).code, Some(2), "{bad:?}");
    }
}

#[test]
fn check_has_a_line_for_the_server_and_sends_nothing() {
    let (place, mut server) = (Place::new(), MailServer::start());
    let line = |place: &Place| {
        let ran = place.run(&["check"]);
        let line = ran.out.lines().find(|line| line.contains("mail server")).unwrap_or_else(|| panic!("{ran:?}"));
        line.to_owned()
    };
    assert!(line(&place).starts_with("warning") && line(&place).contains("no mail is sent"));
    place.write(&server.section());
    let good = line(&place);
    assert!(
        good.starts_with("ok")
            && good.contains("its certificate is good (STARTTLS), and it knows our name and password"),
        "{good}"
    );
    assert_eq!((server.wait("login")["welcome"].clone(), server.heard("recipient").len()), (json!(true), 0));
    server.order(&json!({ "password": "changed" }));
    let wrong = line(&place);
    assert!(wrong.starts_with("NOT OK") && wrong.contains("535 5.7.8 to AUTH") && !wrong.contains("s3cret"), "{wrong}");
    server.end();
    assert!(line(&place).contains("Connection refused"));
}
