//! What is wrong with a registration, each with the option that it is about and what to do.

use oidc::client::{Client, ClientFault, RedirectFault, check_client};
use oidc::outgoing::OutgoingFault;

use crate::complaint::{Complaint, Complaints, quoted};
use crate::outgoing::Guard;

/// Checks a registration; all that is wrong at once.
pub fn check(client: &Client, guard: &Guard) -> Result<(), Complaints> {
    let mut complaints: Vec<_> =
        check_client(client).into_iter().filter_map(|fault| complaint(client, &fault)).collect();
    if let Some(uri) = &client.back_channel_logout_uri
        && let Err(fault) = guard.check_url(uri)
    {
        complaints.push(outgoing(uri, fault));
    }
    Complaints(complaints).none_or()
}

/// `None` for what the guard says more exactly.
fn complaint(client: &Client, fault: &ClientFault) -> Option<Complaint> {
    Some(match fault {
        ClientFault::BackChannel => return None,
        ClientFault::NoRedirect => {
            let advice = "give at least one, exactly as the application sends it";
            Complaint::new("no redirect address", advice).about("--redirect-uri")
        }
        ClientFault::Redirect { uri, fault } => {
            let option = if client.redirect_uris.contains(uri) { "--redirect-uri" } else { "--post-logout-uri" };
            address(uri, *fault).about(option)
        }
        ClientFault::PublicWithoutPkce => {
            let advice = "leave it \"required\", or let the application prove who it is";
            Complaint::new("\"optional\" for a public application", advice).about("--pkce")
        }
        ClientFault::Keys => Complaint::new(fault.to_string(), "give it one secret or its keys").about("--auth"),
        ClientFault::KeyAlgorithm(alg) => {
            let advice = format!("leave only keys for {alg} in the file");
            Complaint::new("keys of several algorithms", advice).about("--jwks")
        }
        ClientFault::NoOpenid => {
            Complaint::new("a list without openid", "add openid: without it this is no login").about("--scopes")
        }
        ClientFault::Origin(origin) => {
            let advice = "write scheme, host and port alone, such as https://app.example.org";
            Complaint::new(quoted(origin), advice).about("--cors-origin")
        }
        ClientFault::Name => {
            let advice = "choose 1 to 100 characters that people can read";
            Complaint::new(quoted(&client.name), advice).about("--name")
        }
    })
}

fn address(uri: &str, fault: RedirectFault) -> Complaint {
    let advice = match fault {
        RedirectFault::NotAbsolute => {
            "write the whole address in its usual spelling, such as https://app.example.org/callback"
        }
        RedirectFault::Fragment => "leave out the # and what follows it",
        RedirectFault::UserInfo => "leave out the user name and password",
        RedirectFault::Pattern => "register each address by itself",
        RedirectFault::Scheme => "use https",
    };
    Complaint::new(format!("{}, which {fault}", quoted(uri)), advice)
}

fn outgoing(uri: &str, fault: OutgoingFault) -> Complaint {
    let advice = match fault {
        OutgoingFault::Address(fault) => return address(uri, fault).about("--logout-uri"),
        OutgoingFault::Port => "use the usual port, or one from 1024",
        OutgoingFault::Private(_) => {
            "use a public address, or add its network to oidc.private_networks in the settings"
        }
        OutgoingFault::Never(_) => "use another address",
    };
    Complaint::new(format!("{}, which {fault}", quoted(uri)), advice).about("--logout-uri")
}
