//! What a name leads to: asked of the system, held against the guard, and only then connected to.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use oidc::outgoing::OutgoingFault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Guard;

/// The answer of a resolver.
pub type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Somebody who knows where names lead.
pub trait Names: Send + Sync {
    /// The addresses of a name.
    fn find(&self, name: &str) -> Found;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn find(&self, name: &str) -> Found {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A resolver that gives away only what the guard lets through.
pub(super) struct Resolver {
    guard: Guard,
    names: Arc<dyn Names>,
}

impl Resolver {
    pub(super) fn new(guard: Guard, names: Arc<dyn Names>) -> Self {
        Self { guard, names }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, found) = (self.guard.clone(), self.names.find(name.as_str()));
        Box::pin(async move {
            let allowed = allowed(&guard, &found.await?)?;
            Ok(Box::new(allowed.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Those that may be called; the error is why the last one may not, when none is left.
fn allowed(guard: &Guard, found: &[IpAddr]) -> Result<Vec<IpAddr>, OutgoingFault> {
    let (mut allowed, mut fault) = (Vec::new(), None);
    for address in found {
        match guard.check_address(*address) {
            Ok(()) => allowed.push(*address),
            Err(why) => fault = Some(why),
        }
    }
    match fault {
        Some(fault) if allowed.is_empty() => Err(fault),
        _ => Ok(allowed),
    }
}
