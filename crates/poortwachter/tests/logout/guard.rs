//! The guard at the moment of the connection: what a name leads to (OP-20, DNS rebinding).

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use poortwachter::outgoing::{Caller, Found, Names};

use crate::application::Application;
use crate::stage::{THIS_MACHINE, guard};

/// Names that lead elsewhere each time they are asked.
struct Shifting(Mutex<VecDeque<Vec<IpAddr>>>);

impl Shifting {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self(Mutex::new(answers.iter().map(parse).collect())))
    }
}

impl Names for Shifting {
    fn find(&self, _name: &str) -> Found {
        let answer = self.0.lock().unwrap().pop_front();
        Box::pin(async move { answer.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}

async fn call(settings: &str, answers: &[&[&str]], uri: &str) -> Result<u16, String> {
    Caller::new(guard(settings), Shifting::new(answers)).unwrap().post_form(uri, "logout_token=x".to_owned()).await
}

#[tokio::test]
async fn op_20_a_name_that_leads_to_a_private_address_is_not_called() {
    let application = Application::start().await;
    let uri = format!("https://app.example.org:{}/logged-out", application.port);
    for (address, said) in [
        ("127.0.0.1", "its address leads to 127.0.0.1, which is not public"),
        ("::1", "its address leads to ::1, which is not public"),
        ("::ffff:127.0.0.1", "its address leads to 127.0.0.1, which is not public"),
        ("10.0.0.5", "its address leads to 10.0.0.5, which is not public"),
        ("169.254.169.254", "its address leads to 169.254.169.254, where the portal never goes"),
        ("fd00:ec2::254", "its address leads to fd00:ec2::254, where the portal never goes"),
    ] {
        assert_eq!(call("", &[&[address]], &uri).await, Err(said.to_owned()));
    }
    let never = call("oidc.private_networks = [\"169.254.0.0/16\"]", &[&["169.254.169.254"]], &uri).await;
    assert_eq!(never.unwrap_err(), "its address leads to 169.254.169.254, where the portal never goes");
    assert_eq!(call("", &[], &uri).await, Err("it cannot be reached".to_owned()));
    assert_eq!(application.connections(), 0);
}

#[tokio::test]
async fn op_20_only_the_addresses_that_are_allowed_are_connected_to() {
    let application = Application::start().await;
    let uri = format!("https://app.example.org:{}/logged-out", application.port);
    // It speaks no TLS, so the call fails; that it was connected to is what counts.
    let answer = call(THIS_MACHINE, &[&["10.0.0.5", "127.0.0.1"]], &uri).await;
    assert_eq!(answer, Err("it cannot be reached".to_owned()));
    assert_eq!(application.connections(), 1);
}

#[tokio::test]
async fn op_20_a_name_that_leads_elsewhere_by_now_gains_nothing() {
    let application = Application::start().await;
    let uri = format!("https://app.example.org:{}/logged-out", application.port);
    let names = Shifting::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let caller = Caller::new(guard(THIS_MACHINE), names).unwrap();
    assert_eq!(caller.post_form(&uri, String::new()).await, Err("it cannot be reached".to_owned()));
    assert_eq!(application.connections(), 1);
    let rebound = caller.post_form(&uri, String::new()).await;
    assert_eq!(rebound, Err("its address leads to 127.0.0.2, which is not public".to_owned()));
    assert_eq!(application.connections(), 1);
}

#[tokio::test]
async fn op_20_what_is_written_is_judged_before_any_name_is_asked() {
    let application = Application::start().await;
    for (uri, said) in [
        (format!("http://127.0.0.1:{}/", application.port), "its address leads to 127.0.0.1, which is not public"),
        ("https://2130706433/".to_owned(), "its address is no absolute address in its usual spelling"),
        (
            "https://app.example.org:25/".to_owned(),
            "its address has a port that belongs to something else; take the usual one, or one from 1024",
        ),
        (
            "ftp://app.example.org/".to_owned(),
            "its address must be https, or http to 127.0.0.1 or [::1], or for native applications a scheme with a dot",
        ),
    ] {
        assert_eq!(call("", &[&["127.0.0.1"]], &uri).await, Err(said.to_owned()), "{uri}");
    }
    assert_eq!(application.connections(), 0);
}
