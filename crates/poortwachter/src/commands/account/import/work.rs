//! One item after the other: decided, written where that is asked, and told.

use store::{ImportedAccount, StoreError};

use super::super::desk::Desk;
use super::decide::{self, Act, Decision, Rules};
use super::links::Links;
use super::report::{Line, Report};
use crate::complaint::Complaint;
use crate::import::person::Reading;
use crate::import::seen::{Place, Seen, Sight};
use crate::import::{Item, Record, Refused, Wanted};

/// An import that is under way.
pub struct Work<'a> {
    pub desk: &'a Desk,
    pub apply: bool,
    pub reading: Reading,
    pub rules: Rules,
    pub seen: Seen,
    pub links: Links<'a>,
    pub report: Report,
}

/// What is told of a line.
struct Told {
    outcome: &'static str,
    column: String,
    about: String,
    pin: Option<String>,
}

impl From<Refused> for Told {
    fn from(refused: Refused) -> Self {
        Self { outcome: "refused", column: refused.column, about: refused.why, pin: None }
    }
}

impl Told {
    fn skipped(why: &str) -> Self {
        Self { outcome: "skipped", column: String::new(), about: why.to_owned(), pin: None }
    }
}

impl Work<'_> {
    /// Deals with one item; the line that it stood on.
    pub async fn take(&mut self, item: Item) -> Result<u64, Complaint> {
        let (line, username, told) = match item {
            Item::Broken { line, why } => (line, String::new(), Refused::new("", why).into()),
            Item::Record(record) => self.record(record).await?,
        };
        self.report.add(&Line {
            number: line,
            username: &username,
            outcome: told.outcome,
            column: &told.column,
            about: &told.about,
            pin: told.pin.as_deref(),
        })?;
        Ok(line)
    }

    async fn record(&mut self, record: Record) -> Result<(u64, String, Told), Complaint> {
        let line = record.line;
        if let Some(why) = record.skip {
            return Ok((line, String::new(), Told::skipped(why)));
        }
        Ok(match self.reading.person(&record) {
            Ok(wanted) => {
                let username = wanted.username.to_string();
                (line, username, self.person(wanted).await?)
            }
            Err(refused) => (line, String::new(), refused.into()),
        })
    }

    async fn person(&mut self, wanted: Wanted) -> Result<Told, Complaint> {
        let sight = self.seen.meet(&wanted.username, wanted.line);
        let decided = match sight {
            Sight::Again(earlier) => Err(Refused::new("username", format!("the same name as line {earlier}"))),
            Sight::LooksLike(place) => Err(look_alike(place)),
            Sight::New => decide::newcomer(wanted, self.rules),
            Sight::Account => {
                let found = self.desk.store.import_state(&wanted.username, &self.desk.ctx).await;
                match found.map_err(fault)? {
                    Some(state) => decide::acquaintance(&wanted, &state, self.rules),
                    None => decide::newcomer(wanted, self.rules),
                }
            }
        };
        match decided {
            Ok(decision) => self.carry_out(decision).await,
            Err(refused) => Ok(refused.into()),
        }
    }

    async fn carry_out(&mut self, decision: Decision) -> Result<Told, Complaint> {
        let Decision { mut act, link, outcome, notes } = decision;
        let mut told = Told { outcome, column: String::new(), about: notes.join("; "), pin: None };
        if !self.apply {
            return Ok(told);
        }
        if let Some(whom) = &link {
            let (made, pin) = self.links.make(whom)?;
            told.pin = pin.map(|pin| pin.digits().as_str().to_owned());
            match &mut act {
                Act::Make(account) => account.link = Some(made),
                Act::Change(_, change) => change.link = Some(made),
                Act::Nothing => {}
            }
        }
        let refused = match act {
            Act::Nothing => None,
            Act::Make(account) => self.make(&account).await?,
            Act::Change(id, change) => {
                let there = self.desk.store.import_change(id, &change, &self.desk.ctx).await.map_err(fault)?;
                (!there).then(|| Refused::new("", "the account went away in the meantime"))
            }
        };
        if let Some(refused) = refused {
            if link.is_some() {
                self.links.take_back()?;
            }
            return Ok(refused.into());
        }
        Ok(told)
    }

    async fn make(&self, account: &ImportedAccount) -> Result<Option<Refused>, Complaint> {
        match self.desk.store.import_account(account, &self.desk.ctx).await {
            Ok(_) => Ok(None),
            Err(StoreError::UsernameTaken) => Ok(Some(Refused::new("username", "the name was taken in the meantime"))),
            Err(StoreError::UsernameErased) => {
                Ok(Some(Refused::new("username", "the name of somebody who was erased; choose another")))
            }
            Err(other) => Err(fault(other)),
        }
    }
}

fn look_alike(place: Place) -> Refused {
    let other = match place {
        Place::Line(line) => format!("the name on line {line}"),
        Place::Database => "the name of an account".to_owned(),
    };
    let why = format!("looks like {other}; if both are right, `poortwachter account add` makes this one");
    Refused::new("username", why)
}

/// The database failed in the middle: what was stored before stays, and the same command goes on.
#[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
fn fault(error: StoreError) -> Complaint {
    Complaint::new(
        format!("a database that could not do it ({error})"),
        "what is before this line is stored; run the same command again and it goes on",
    )
}
