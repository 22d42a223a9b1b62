//! What every account command works at: the settings, the open store and who asks.
//!
//! Only `add` may find an empty place and furnish it, as the first start of the portal would; every other command wants a database that is there and up to
//! date, so that a slip in a path makes neither a database nor a key.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::Username;
use store::{Account, Actor, Context, Database, Schema, Store, StoreError};
use web::Clock;

use crate::cli::SettingsFile;
use crate::cli::account::Because;
use crate::commands::{operator, output};
use crate::complaint::{Complaint, Complaints, disturbs, quoted};
use crate::settings::Settings;
use crate::system_clock::SystemClock;
use crate::{environment, wiring};

/// The most characters of a reason.
const REASON: usize = 500;

/// The settings, the open store and the circumstances of one command.
pub struct Desk {
    /// The settings.
    pub settings: Settings,
    /// The open store.
    pub store: Store,
    /// Who asks, when and why.
    pub ctx: Context,
}

/// Works on accounts that are there, and prints the text that comes of it.
pub async fn work<F>(file: &SettingsFile, because: Option<&Because>, work: F) -> Result<(), Complaints>
where
    F: AsyncFnOnce(&Desk) -> Result<String, Complaint>,
{
    work_all(file, because, async |desk| Ok(work(desk).await?)).await
}

/// The same for work that may find several things wrong at once.
pub async fn work_all<F>(file: &SettingsFile, because: Option<&Because>, work: F) -> Result<(), Complaints>
where
    F: AsyncFnOnce(&Desk) -> Result<String, Complaints>,
{
    let (settings, ctx) = prepare(file, because)?;
    refuse_unready(&settings).await?;
    finish(settings, ctx, work).await
}

/// The same for the command that may be the first one ever.
pub async fn begin<F>(because: &Because, work: F) -> Result<(), Complaints>
where
    F: AsyncFnOnce(&Desk) -> Result<String, Complaint>,
{
    let (settings, ctx) = prepare(&because.settings, Some(because))?;
    match schema(&settings).await? {
        None | Some(Schema::Missing | Schema::Current(_)) => {
            finish(settings, ctx, async |desk| Ok(work(desk).await?)).await
        }
        Some(Schema::Behind { .. }) => Err(behind(&settings).into()),
    }
}

async fn finish<F>(settings: Settings, ctx: Context, work: F) -> Result<(), Complaints>
where
    F: AsyncFnOnce(&Desk) -> Result<String, Complaints>,
{
    let store = wiring::open_store(&settings).await?;
    let desk = Desk { settings, store, ctx };
    let said = work(&desk).await;
    desk.store.close().await;
    Ok(output::print(&said?)?)
}

/// The settings and the circumstances, for what opens the database itself.
pub fn prepare(file: &SettingsFile, because: Option<&Because>) -> Result<(Settings, Context), Complaints> {
    let reason = because.map(|because| reason(&because.reason)).transpose()?;
    let settings = Settings::load(&file.config, &environment::variables())?;
    let mut ctx = Context::new(SystemClock.now(), Actor::Operator(operator::name()));
    ctx.because = reason;
    Ok((settings, ctx))
}

fn reason(text: &str) -> Result<String, Complaint> {
    if text.chars().count() > REASON || text.chars().any(disturbs) {
        let advice = format!("say why in one line of at most {REASON} characters");
        return Err(Complaint::new(quoted(text), advice).about("--reason"));
    }
    Ok(text.to_owned())
}

async fn refuse_unready(settings: &Settings) -> Result<(), Complaint> {
    match schema(settings).await? {
        Some(Schema::Current(_)) => Ok(()),
        Some(Schema::Behind { .. }) => Err(behind(settings)),
        None | Some(Schema::Missing) => Err(Complaint::new(
            format!("no portal's data in {}", settings.database.url.shown()),
            "check the address; `poortwachter account add` or the first `poortwachter serve` makes it",
        )
        .about("database.url")),
    }
}

async fn schema(settings: &Settings) -> Result<Option<Schema>, Complaint> {
    let url = &settings.database.url;
    let seen = Database::inspect(url.expose()).await.map_err(|error| wiring::database_complaint(settings, &error))?;
    Ok(seen.map(|seen| seen.schema))
}

fn behind(settings: &Settings) -> Complaint {
    let found = format!("{}, which an older version made", settings.database.url.shown());
    Complaint::new(found, "start `poortwachter serve` of this version once, which brings it up to date")
        .about("database.url")
}

impl Desk {
    /// The account that the operator named.
    pub async fn find(&self, typed: &str) -> Result<Account, Complaint> {
        let found = match Username::parse(typed) {
            Some(username) => self.store.find_account(&username).await.map_err(fault)?,
            None => None,
        };
        found.ok_or_else(|| {
            let found = format!("no account with the name {}", quoted(typed));
            Complaint::new(found, "look for the right one with `poortwachter account list`")
        })
    }

    /// A time as people here write it.
    pub fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.settings.locale.time_zone.0.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// The store failed in the middle: nothing was changed.
#[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
pub fn fault(error: StoreError) -> Complaint {
    Complaint::new(format!("a database that could not do it ({error})"), "nothing was changed; try again")
}

/// The account went away between two statements.
pub fn gone(id: AccountId) -> Complaint {
    Complaint::new(format!("no account {id} any more"), "nothing was changed; look with `poortwachter account list`")
}
