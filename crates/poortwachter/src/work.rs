//! Everything that the portal does beside answering requests: sending, telling applications, tidying up, tending the audit log.
//!
//! It is begun with a portal, and begun again when another portal takes over with other settings: the new work begins before the old one
//! stops, since rows of the outbox are taken by lease and nothing goes out twice. Begin reading at [`Work::start`].

use std::sync::Arc;

use tokio::task::JoinHandle;
use web::App;

use crate::applications::Applications;
use crate::audit_log::jobs::Running;
use crate::complaint::Complaints;
use crate::post::Post;
use crate::settings::Settings;
use crate::{audit_log, jobs, mail, sms, wiring};

/// What the texts of an SMS and the way to its gateways depend on. A gateway may allow one connection only, so others leave it alone.
const TEXTING: [&str; 4] = ["sms.", "brand.", "help_desk.", "locale."];
/// What the audit log's own work depends on. A sink is leased for a minute, so others leave it alone.
const AUDITING: [&str; 2] = ["audit.", "retention."];

/// What runs. Dropped, it goes on: it has to be stopped.
pub struct Work {
    texting: Option<Arc<sms::Dispatcher>>,
    mailing: Option<mail::Dispatcher>,
    applications: Applications,
    auditing: Running,
    loops: Vec<JoinHandle<()>>,
}

impl Work {
    /// Begins all of it; a complaint when some of it cannot, and then none of it runs.
    pub async fn start(settings: &Settings, app: &Arc<App>, post: &Post) -> Result<Self, Complaints> {
        let (texting, mailing, applications) = outward(settings, app, true).await?;
        post.open(texting.as_ref());
        let auditing = audit_log::jobs::start(app, settings);
        Ok(Self { texting, mailing, applications, auditing, loops: loops(app) })
    }

    /// Begins it again for another portal over the same database, and ends what it replaces; `changed` names the settings that differ.
    pub async fn change(
        self,
        (settings, changed): (&Settings, &[String]),
        app: &Arc<App>,
        post: &Post,
    ) -> Result<Self, (Self, Complaints)> {
        let touches = |prefixes: &[&str]| changed.iter().any(|name| prefixes.iter().any(|of| name.starts_with(of)));
        let again = touches(&TEXTING);
        let (texting, mailing, applications) = match outward(settings, app, again).await {
            Ok(begun) => begun,
            Err(complaints) => return Err((self, complaints)),
        };
        let (texting, old_texting) = if again { (texting, self.texting) } else { (self.texting, None) };
        post.open(texting.as_ref());
        let auditing = if touches(&AUDITING) {
            drop(self.auditing);
            audit_log::jobs::start(app, settings)
        } else {
            self.auditing
        };
        for one in &self.loops {
            one.abort();
        }
        let (old_mailing, old_applications) = (self.mailing, self.applications);
        // What is under way may take seconds; nobody has to wait for it.
        tokio::spawn(async move {
            tokio::join!(stop_sending(old_texting.as_deref(), old_mailing.as_ref()), old_applications.stop());
        });
        Ok(Self { texting, mailing, applications, auditing, loops: loops(app) })
    }

    /// Whether there is somebody who sends mails.
    pub fn sends_mail(&self) -> bool {
        self.mailing.is_some()
    }

    /// Begins nothing more, and waits for what is under way.
    pub async fn stop(self, app: &App) {
        for one in &self.loops {
            one.abort();
        }
        tokio::join!(stop_sending(self.texting.as_deref(), self.mailing.as_ref()), self.applications.stop());
        self.auditing.stop(app).await;
    }
}

/// What talks to the world, all or nothing.
type Outward = (Option<Arc<sms::Dispatcher>>, Option<mail::Dispatcher>, Applications);

async fn outward(settings: &Settings, app: &Arc<App>, texting: bool) -> Result<Outward, Complaints> {
    let texting = if texting { wiring::dispatcher(settings, app)? } else { None };
    let mailing = match wiring::mailer(settings, app) {
        Ok(mailing) => mailing,
        Err(complaint) => {
            stop_sending(texting.as_deref(), None).await;
            return Err(complaint.into());
        }
    };
    match Applications::start(settings, app).await {
        Ok(applications) => Ok((texting, mailing, applications)),
        Err(complaints) => {
            stop_sending(texting.as_deref(), mailing.as_ref()).await;
            Err(complaints)
        }
    }
}

fn loops(app: &Arc<App>) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(jobs::purge(Arc::clone(app))),
        tokio::spawn(jobs::trim(Arc::clone(app))),
        tokio::spawn(jobs::answer_requests(Arc::clone(app))),
        tokio::spawn(jobs::erase(Arc::clone(app))),
        tokio::spawn(jobs::watch_logins(Arc::clone(app))),
    ]
}

/// Waits for what is under way, both kinds at once.
async fn stop_sending(texting: Option<&sms::Dispatcher>, mailing: Option<&mail::Dispatcher>) {
    let texts = async {
        if let Some(dispatcher) = texting {
            dispatcher.stop().await;
        }
    };
    let mails = async {
        if let Some(dispatcher) = mailing {
            dispatcher.stop().await;
        }
    };
    tokio::join!(texts, mails);
}
