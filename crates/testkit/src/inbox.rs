//! The inbox: what a mail server would have been given.

use store::{OutboxRow, SmsContent, Store};
use web::App;
use web::outbox::{Letter, SmsNotice, link_of, sms_notice_text, write};

/// A mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// What it is about, a stable word.
    pub kind: &'static str,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The page for mail programs.
    pub html: String,
    /// The link in it.
    pub link: Option<String>,
}

/// Takes everything that is due out of the outbox and writes it; panics when a mail cannot be written.
pub(crate) async fn empty(store: &Store, app: &App, now: jiff::Timestamp) -> Vec<Mail> {
    let mut mails = Vec::new();
    loop {
        let rows = store.claim_outbox(50, now).await.expect("the outbox can be read");
        if rows.is_empty() {
            return mails;
        }
        for row in rows {
            mails.push(mail(app, &row));
            store.mark_sent(row.id, now).await.expect("the outbox can be written");
        }
    }
}

fn mail(app: &App, row: &OutboxRow) -> Mail {
    let link = row.link.as_ref().map(|stored| link_of(row.kind, stored, &app.settings.public_url.origin));
    let letter = Letter {
        kind: row.kind,
        at: row.at,
        from_where: row.address.as_deref().unwrap_or(""),
        link: link.as_deref(),
        person: &row.username,
        usernames: &row.usernames,
    };
    let written = write(letter, row.language, &app.brand, &app.settings.zone);
    let written = written.unwrap_or_else(|fault| panic!("the mail {:?} cannot be written: {}", row.kind, fault.text));
    Mail {
        to: row.recipient.clone(),
        kind: row.kind.as_str(),
        subject: written.subject,
        text: written.text,
        html: written.html,
        link,
    }
}

/// A code by SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The number.
    pub to: String,
    /// The code.
    pub code: String,
}

/// A notice by SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextNotice {
    /// The number.
    pub to: String,
    /// What it is about, a stable word.
    pub kind: &'static str,
    /// The whole text.
    pub text: String,
}

/// What a gateway was given and no test has asked for yet.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) codes: Vec<Text>,
    pub(crate) notices: Vec<TextNotice>,
}

/// Takes every SMS that waits, as a gateway that accepts each of them; panics when a notice cannot be written.
pub(crate) async fn take_texts(store: &Store, app: &App, now: jiff::Timestamp) -> Texts {
    let mut texts = Texts::default();
    for row in store.claim_sms(50, now).await.expect("the outbox can be read") {
        let to = row.number.to_string();
        match &row.content {
            SmsContent::Code { code, .. } => texts.codes.push(Text { to, code: code.to_string() }),
            SmsContent::Notice(kind) => {
                let notice = SmsNotice { kind: *kind, at: row.at, from_where: row.address.as_deref().unwrap_or("") };
                let text = sms_notice_text(notice, row.language, &app.brand, &app.settings.zone);
                let text = text.unwrap_or_else(|fault| panic!("the SMS {kind:?} cannot be written: {}", fault.text));
                texts.notices.push(TextNotice { to, kind: kind.as_str(), text });
            }
        }
        store.mark_sms_accepted(row.id, "test", None, now).await.expect("the outbox can be written");
    }
    texts
}
