//! The links that commands print: activation (rule J6b) and reset (rule J6c).

use credentials::ids::GrantId;
use credentials::token::SecretToken;
use jiff::SignedDuration;
use journey::GrantSeed;
use store::{LinkKind, LinkOrder};
use zeroize::Zeroizing;

use super::desk::Desk;
use crate::complaint::Complaint;
use crate::os_rng::OsRng;

/// A link to store, and its address to print.
pub struct Link {
    /// For the store.
    pub order: LinkOrder,
    /// The whole address.
    pub address: Zeroizing<String>,
    /// Until when it works, for people.
    pub until: String,
}

/// Makes a link of the life that the settings give it; a complaint without a public address.
pub fn make(desk: &Desk, kind: LinkKind) -> Result<Link, Complaint> {
    let (path, hours) = match kind {
        LinkKind::Activation => ("activate", desk.settings.enrolment.activation_hours),
        LinkKind::HelpDesk => ("reset-link", desk.settings.enrolment.reset_link_hours),
    };
    let secret = SecretToken::generate(&OsRng);
    let expires_at = desk.ctx.now + SignedDuration::from_hours(hours.into());
    let seed = GrantSeed { id: GrantId::generate(desk.ctx.now, &OsRng), token: secret.hash() };
    let origin = desk.settings.server.public_url()?.as_str();
    Ok(Link {
        // The operator hands it over: nothing is mailed.
        order: LinkOrder { seed, expires_at, mail: None },
        address: Zeroizing::new(format!("{origin}/{path}?token={}", secret.expose().as_str())),
        until: desk.time(expires_at),
    })
}

/// The link between two empty lines, so that it can be selected, and how to treat it.
pub fn shown(link: &Link) -> String {
    format!(
        "\n  {}\n\nIt works once, until {}, and a newer one takes its place. It is not shown again.\n\
         Hand it over in a way that only this person can read.\n",
        link.address.as_str(),
        link.until
    )
}
