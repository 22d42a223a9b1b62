//! What a target is called, and where the last page before it leads (rules J11 and J15).

use journey::Target;
use uuid::Uuid;

use super::stop::Stop;
use crate::ctx::Ctx;
use crate::routes::{authorize, forward};

/// Where somebody is going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// What people call it, for S1, S2 and the leaving page.
    pub name: String,
    /// Where the leaving page goes on to.
    pub continue_href: String,
}

/// The destination of a target; `None` for the own account, and for a request that is not there any more.
pub async fn destination(ctx: &Ctx, target: &Target) -> Result<Option<Destination>, Stop> {
    match target {
        Target::Account => Ok(None),
        Target::Application(_) => Ok(ctx
            .app
            .settings
            .application(target)
            .map(|application| Destination { name: application.name.clone(), continue_href: application.url.clone() })),
        Target::Request(id) => {
            let name = authorize::name_of(ctx, *id).await?;
            Ok(name.map(|name| Destination { name, continue_href: authorization_of(*id) }))
        }
        Target::Forward(id) => {
            let name = forward::name_of(ctx, *id).await?;
            Ok(name.map(|name| Destination { name, continue_href: forwarding_of(*id) }))
        }
    }
}

/// Where a stored request of OpenID Connect is answered.
pub fn authorization_of(id: Uuid) -> String {
    format!("/authorize/continue?request={id}")
}

/// Where a stored request of forward-auth is answered.
pub(super) fn forwarding_of(id: Uuid) -> String {
    format!("/forward/continue?request={id}")
}
