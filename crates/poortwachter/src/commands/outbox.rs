//! `outbox`: what waits and what was given up, beside a running portal.
//!
//! Nothing is sent here: what is put back waits, and whoever serves sends it within seconds. Each act is one unit of work of the store with the
//! operator as the actor and `--reason` in the audit log (requirement LO-02).

mod list;

use store::{Dropped, MessageId, MessageQuery, Retried, Which};

use super::account::desk::{self, Desk};
use crate::cli::outbox::{Drop, Outbox, Retry};
use crate::complaint::{Complaint, Complaints};

/// The most that is put back by one command.
const AT_ONCE: u32 = 10_000;

/// Does what was asked and prints what came of it.
pub fn run(command: &Outbox) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            Outbox::List(wanted) => list::run(wanted).await,
            Outbox::Retry(wanted) => retry(wanted).await,
            Outbox::Drop(wanted) => take_out(wanted).await,
        }
    })
}

async fn retry(wanted: &Retry) -> Result<(), Complaints> {
    desk::work_all(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let ids = if wanted.all { all(desk, wanted).await? } else { wanted.ids.clone() };
        let (mut done, mut refused) = (0_usize, Vec::new());
        for id in &ids {
            match desk.store.retry_message(id, &desk.ctx).await.map_err(desk::fault)? {
                Retried::Yes => done += 1,
                // Of all, one may have been put back or overtaken a moment ago.
                Retried::No if wanted.all => {}
                Retried::No => refused
                    .push(not(id, "it is not given up, is a code, is past its life, or was taken out or overtaken")),
            }
        }
        Complaints(refused).none_or()?;
        Ok(match done {
            0 => "Nothing was given up that could be put back.\n".to_owned(),
            1 => "Put back 1 message; a running portal sends it within seconds.\n".to_owned(),
            many => format!("Put back {many} messages; a running portal sends them within seconds.\n"),
        })
    })
    .await
}

/// The ids of everything that can be put back.
async fn all(desk: &Desk, wanted: &Retry) -> Result<Vec<MessageId>, Complaint> {
    let channel = wanted.channel.map(store::Channel::from);
    let query = MessageQuery { which: Which::GivenUp, channel, limit: AT_ONCE };
    let lines = desk.store.list_messages(query, desk.ctx.now).await.map_err(desk::fault)?;
    Ok(lines.into_iter().filter(|line| line.can_retry).map(|line| line.id).collect())
}

async fn take_out(wanted: &Drop) -> Result<(), Complaints> {
    desk::work_all(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let mut refused = Vec::new();
        for id in &wanted.ids {
            if desk.store.drop_message(id, &desk.ctx).await.map_err(desk::fault)? == Dropped::No {
                refused.push(not(id, "it was sent, taken out or overtaken before"));
            }
        }
        let done = wanted.ids.len() - refused.len();
        Complaints(refused).none_or()?;
        let said = if done == 1 { "Took 1 message out".to_owned() } else { format!("Took {done} messages out") };
        Ok(format!("{said}; what is being sent at this very moment may still arrive.\n"))
    })
    .await
}

fn not(id: &MessageId, why: &str) -> Complaint {
    Complaint::new(
        format!("no message {id} that this can be done to ({why})"),
        "look with `poortwachter outbox list --all`",
    )
}
