//! `mail test`: one mail through the server of the settings, and what the server answered.

use std::sync::Arc;

use credentials::ids::SessionId;
use web::Clock as _;

use super::output::{columns, plain, print};
use crate::cli::MailTest;
use crate::complaint::{Complaint, Complaints, quoted};
use crate::mail::{Answer, Mail, letterhead, sender};
use crate::os_rng::OsRng;
use crate::settings::Settings;
use crate::system_clock::SystemClock;
use crate::{environment, wiring};

/// Sends the mail and prints the answer.
pub fn run(wanted: &MailTest) -> Result<(), Complaints> {
    let settings = Settings::load(&wanted.file.config, &environment::variables())?;
    if !settings.mail.is_on() {
        let advice = "write the server that takes our mails, such as \"smtp.example.org\"";
        return Err(Complaint::new("nothing", advice).in_file(&wanted.file.config).about("mail.host").into());
    }
    let mail = write(&settings, &wanted.address)?;
    super::block_on(send(&settings, &mail))
}

fn write(settings: &Settings, address: &str) -> Result<Mail, Complaint> {
    let letterhead = letterhead(settings, Arc::new(wiring::brand(settings)?))?;
    let now = SystemClock.now();
    // The same making as every other id.
    let id = SessionId::generate(now, &OsRng).as_uuid().to_string();
    letterhead
        .write_test(address, settings.locale.default, &id, now)
        .map_err(|found| Complaint::new(format!("{}: {found}", quoted(address)), "write a mail address"))
}

async fn send(settings: &Settings, mail: &Mail) -> Result<(), Complaints> {
    let Some(sender) = sender(settings)? else { return Ok(()) };
    let answer = sender.send(mail).await;
    let (words, said) = match &answer {
        Answer::Accepted { said } => ("accepted", said),
        Answer::Refused(why) => ("refused", &why.said),
        Answer::NotNow(why) => ("not taken now", &why.said),
        Answer::Unanswered(why) => ("sent, but not answered: it may arrive or not", &why.said),
    };
    print(&columns(&[vec![sender.name(), format!("{words}: {}", plain(said))]]))?;
    sender.close().await;
    if matches!(answer, Answer::Accepted { .. }) {
        return Ok(());
    }
    let advice = "look at what it answered above, and at `poortwachter check`";
    Err(Complaint::new("a server that did not take the mail", advice).about("mail.host").into())
}
