//! Writes mails: what every mail of this portal has in its headers, and the two forms of its text.
//!
//! Text and HTML say the same, and neither loads anything: no picture, no style sheet, no trace of who read it. The id of a mail is that of its
//! row in the outbox, so that a second copy, should there ever be one, can be known as such.

use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journey::{Language, NoticeKind};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use store::OutboxRow;
use web::look::Brand;
use web::outbox::{Letter, link_of, write, write_test};
use web::pages::MailContent;
use zeroize::Zeroizing;

use super::address::{Address, one_line};

/// A mail, ready to be handed over.
pub struct Mail {
    pub(super) from: Address,
    pub(super) to: Address,
    /// Headers and body; a link stands in it.
    pub(super) text: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mail(..)")
    }
}

/// What every mail has in common.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// The address that it comes from.
    pub from: Address,
    /// The name beside it.
    pub from_name: String,
    /// The portal's host, in the ids of mails.
    pub host: String,
    /// The portal's own address, with which links begin.
    pub origin: String,
    /// What it looks like.
    pub brand: Arc<Brand>,
    /// The zone of times in it.
    pub zone: TimeZone,
    /// In which language the organisation's own people are written to.
    pub own_language: Language,
}

/// One mail before it is put together.
struct Draft<'a> {
    id: &'a str,
    to: &'a str,
    name: &'a str,
    language: Language,
    content: MailContent,
    now: Timestamp,
}

impl Letterhead {
    /// Writes the mail of a row of the outbox; the error says nothing of it.
    pub fn write(&self, row: &OutboxRow, now: Timestamp) -> Result<Mail, String> {
        let link = row.link.as_ref().map(|stored| link_of(row.kind, stored, &self.origin));
        let letter = Letter {
            kind: row.kind,
            at: row.at,
            from_where: row.address.as_deref().unwrap_or(""),
            link: link.as_deref(),
            person: &row.username,
            usernames: &row.usernames,
        };
        // A mail to the help desk is not one to the person whom it is about.
        let (name, language) = match row.kind {
            NoticeKind::ObjectionForHelpDesk => ("", self.own_language),
            _ => (row.display_name.as_str(), row.language),
        };
        let content = write(letter, language, &self.brand, &self.zone).map_err(|fault| fault.text)?;
        let (id, to) = (row.id.to_string(), row.recipient.as_str());
        self.compose(Draft { id: &id, to, name, language, content, now })
    }

    /// Writes a mail for whoever tries whether mails arrive; `id` must be new.
    pub fn write_test(&self, to: &str, language: Language, id: &str, now: Timestamp) -> Result<Mail, String> {
        let content = write_test(now, language, &self.brand, &self.zone).map_err(|fault| fault.text)?;
        self.compose(Draft { id, to, name: "", language, content, now })
    }

    fn compose(&self, draft: Draft<'_>) -> Result<Mail, String> {
        let to = Address::parse(draft.to).ok_or("the recipient is not one mail address")?;
        let language = match draft.language {
            Language::Nl => "nl",
            Language::En => "en",
        };
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", draft.id, self.host)))
            .date(SystemTime::from(draft.now))
            .from(mailbox(&self.from_name, &self.from))
            .to(mailbox(draft.name, &to))
            .subject(one_line(&draft.content.subject))
            // RFC 3834 section 5, and what Exchange listens to: nobody's absence assistant answers.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            .raw_header(header("Content-Language", language))
            .multipart(MultiPart::alternative_plain_html(draft.content.text, draft.content.html))
            .map_err(|error| error.to_string())?;
        Ok(Mail { from: self.from.clone(), to, text: Zeroizing::new(message.formatted()) })
    }
}

fn mailbox(name: &str, address: &Address) -> Mailbox {
    let name = Some(one_line(name)).filter(|name| !name.is_empty());
    Mailbox::new(name, address.inner().clone())
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::look::BrandSettings;

    fn letterhead(from_name: &str) -> Letterhead {
        Letterhead {
            from: Address::parse("portal@example.org").unwrap(),
            from_name: from_name.to_owned(),
            host: "login.example.org".to_owned(),
            origin: "https://login.example.org".to_owned(),
            brand: Arc::new(Brand::new(BrandSettings::default()).unwrap()),
            zone: TimeZone::UTC,
            own_language: Language::Nl,
        }
    }

    fn written(name: &str, to: &str) -> Result<String, String> {
        let letterhead = letterhead(name);
        let now = Timestamp::UNIX_EPOCH;
        let content = write_test(now, Language::Nl, &letterhead.brand, &letterhead.zone).unwrap();
        let mail = letterhead.compose(Draft { id: "7-a", to, name, language: Language::Nl, content, now })?;
        Ok(String::from_utf8(mail.text.to_vec()).unwrap())
    }

    /// The names of the headers, in order.
    fn names(mail: &str) -> Vec<&str> {
        let (headers, _) = mail.split_once("\r\n\r\n").unwrap();
        headers
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap())
            .collect()
    }

    #[test]
    fn every_mail_has_these_headers_and_two_forms() {
        let mail = written("Bea Jansen", "bea@example.org").unwrap();
        let expected = [
            "Message-ID",
            "Date",
            "From",
            "To",
            "Subject",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "Content-Language",
            "MIME-Version",
            "Content-Type",
        ];
        assert_eq!(names(&mail), expected, "{mail}");
        for line in [
            "Message-ID: <7-a@login.example.org>\r\n",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n",
            "To: \"Bea Jansen\" <bea@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "X-Auto-Response-Suppress: All\r\n",
            "Content-Language: nl\r\n",
            "Content-Type: multipart/alternative;",
        ] {
            assert!(mail.contains(line), "{line} in {mail}");
        }
        assert!(mail.contains("text/plain; charset=utf-8") && mail.contains("text/html; charset=utf-8"));
        assert!(mail.is_ascii() && mail.lines().all(|line| line.len() <= 998));
    }

    #[tokio::test]
    async fn rc_08_the_help_desks_mail_is_for_the_help_desk_in_its_own_language() {
        let portal = testkit::Portal::start().await;
        let mut anna = portal.enrolled("anna").await;
        let english = store::AccountChange { language: Some(Language::En), ..store::AccountChange::default() };
        let ctx = store::Context::new(portal.clock.now(), store::Actor::System);
        portal.app.store.update_account(anna.id, &english, "test", &ctx).await.unwrap();
        let link = portal.mails().await.into_iter().find(|mail| mail.kind == "factor-added").unwrap().link.unwrap();
        anna.home.open(link.strip_prefix(testkit::ORIGIN).unwrap()).await;
        anna.home.press("Dit was ik niet, sluit mijn account af", &[]).await;
        let rows = portal.app.store.claim_outbox(9, portal.clock.now()).await.unwrap();
        let written = |kind| {
            let row = rows.iter().find(|row| row.kind == kind).unwrap();
            String::from_utf8(letterhead("Portal").write(row, portal.clock.now()).unwrap().text.to_vec()).unwrap()
        };
        let desk = written(NoticeKind::ObjectionForHelpDesk);
        assert!(desk.contains("To: helpdesk@voorbeeld.example\r\n"), "{desk}");
        assert!(desk.contains("Content-Language: nl\r\n") && desk.contains("anna"), "{desk}");
        let own = written(NoticeKind::AccountSuspended);
        assert!(own.contains("To: \"Mevrouw anna\" <anna@voorbeeld.example>\r\n"), "{own}");
        assert!(own.contains("Content-Language: en\r\n") && !desk.contains("/not-me"), "{own}");
    }

    #[test]
    fn an_injection_stays_in_its_header() {
        let expected = names(&written("Bea", "bea@example.org").unwrap()).join(",");
        for name in [
            "Bea\r\nBcc: x@example.org",
            "Bea\nSubject: other",
            "Bea\r\n\r\n<p>body",
            "Bea\" <x@example.org>, \"",
            "Bea\\\" <x@example.org>, ",
            "Bea, x@example.org",
            "=?utf-8?q?x?=\r\n =?utf-8?q?=0D=0ABcc:_x?=",
            "Zoë \u{0}\u{85}\u{2028}Bcc: x@example.org",
            &"é\r\n".repeat(400),
        ] {
            let mail = written(name, "bea@example.org").unwrap();
            assert_eq!(names(&mail).join(","), expected, "{name:?}: {mail}");
            let to = mail.lines().skip_while(|line| !line.starts_with("To: ")).collect::<Vec<_>>();
            let end = to.iter().skip(1).position(|line| !line.starts_with([' ', '\t'])).unwrap();
            let to = to[..=end].concat();
            assert!(to.ends_with("<bea@example.org>"), "{name:?}: {to}");
            // What stands before the address is one quoted text or encoded words: no second address.
            let before = to.trim_start_matches("To: ").trim_end_matches("<bea@example.org>").trim();
            assert!(before.starts_with('"') || before.starts_with("=?"), "{name:?}: {to}");
            assert!(!before.starts_with("=?") || !before.contains(['<', ',']), "{name:?}: {to}");
        }
        assert!(written("Bea", "bea@example.org\r\nBcc: x@example.org").is_err());
        assert!(written("Bea", "bea@example.org, x@example.org").is_err());
    }
}
