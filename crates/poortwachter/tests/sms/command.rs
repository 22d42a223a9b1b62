//! `sms test` and `check` as the real program.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::gateway::{Act, HttpGateway};
use crate::smsc::Smsc;
use crate::stage::{NUMBER, text};

/// Runs the program with these settings in a folder of their own.
async fn run(arguments: &[&str], gateways: &str, variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portal.toml");
    std::fs::write(&file, settings(folder.path(), gateways)).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
    program.env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    program.args(arguments).arg("--config").arg(&file);
    // On a thread of its own: the gateway of the test lives on this one.
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn settings(folder: &Path, gateways: &str) -> String {
    let folder = folder.display();
    format!(
        "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://login.example.org\"\n\
         [database]\nurl = \"sqlite://{folder}/p.db\"\n[keys]\nfile = \"{folder}/keys\"\n{gateways}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn sms_test_says_what_each_gateway_answered_and_waits_for_the_receipt() {
    let (smsc, second) = (Smsc::start(), HttpGateway::start().await);
    let rows = smsc.row("first", "").replace("secret = \"s3cret\"\n", "") + &second.row("second", "");
    let secret = [("POORTWACHTER_SMS_SECRET_FIRST", "s3cret")];
    let (code, out, err) = run(&["sms", "test", NUMBER], &rows, &secret).await;
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_eq!(
        out,
        "first   accepted as id-1\nsecond  not asked, because another one took it (--all asks every one)\nfirst  receipt: delivered\n"
    );
    assert_eq!(smsc.submits()[0]["text"], text("000000"));

    second.next([Act::Say(200, "OK ID: m-1")]);
    let (code, out, _) = run(&["sms", "test", NUMBER, "--all"], &rows, &secret).await;
    assert_eq!((code, second.heard().len(), smsc.submits().len()), (Some(0), 1, 1));
    assert!(out.starts_with("first   accepted as id-2\nsecond  accepted as m-1\n"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sms_test_fails_when_nobody_takes_it() {
    let (mut smsc, second) = (Smsc::start(), HttpGateway::start().await);
    smsc.next(&["throttle"]);
    second.next([Act::Say(200, "ERROR: no credit for 31612345678")]);
    let rows = smsc.row("first", "") + &second.row("second", "");
    let (code, out, err) = run(&["sms", "test", NUMBER], &rows, &[]).await;
    assert_eq!(code, Some(1));
    assert!(
        out.contains(
            "first   too busy: ESME_RTHROTTLED (0x58)\nsecond  refused: HTTP 200, but the body does not begin"
        ),
        "{out}"
    );
    assert!(err.contains("found no gateway that took the message") && !(out + &err).contains("612345678"));
    let (code, _, err) = run(&["sms", "test", NUMBER], "", &[]).await;
    assert!(code == Some(1) && err.contains("sms.gateways: found no gateway"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_has_a_line_for_each_gateway() {
    let (mut smsc, second) = (Smsc::start(), HttpGateway::start().await);
    let rows = smsc.row("first", "") + &second.row("second", "");
    let (_, out, _) = run(&["check"], &rows, &[]).await;
    let line = |name: &str| out.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{out}")).to_owned();
    assert!(line("first: bound to").starts_with("ok") && line("second: 127.0.0.1").starts_with("ok"), "{out}");
    assert!(line("every text fits in one SMS").starts_with("ok"), "{out}");
    assert!(second.heard().is_empty() && smsc.submits().is_empty());

    smsc.order(&serde_json::json!({ "password": "changed" }));
    let (code, out, _) = run(&["check"], &rows, &[]).await;
    let line = out.lines().find(|line| line.contains("first: ")).unwrap();
    assert!(code == Some(1) && line.starts_with("NOT OK") && line.contains("ESME_RBINDFAIL (0x0D)"), "{out}");
}

/// The portal itself binds at its start, and says goodbye at its end.
#[test]
fn serve_keeps_the_connection_and_says_goodbye() {
    let smsc = Smsc::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portal.toml");
    std::fs::write(&file, settings(folder.path(), &smsc.row("only", ""))).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
    program.env_clear().arg("serve").arg("--config").arg(&file).stdin(Stdio::null()).stderr(Stdio::null());
    let mut portal = program.spawn().unwrap();
    assert_eq!(smsc.wait("bind")["welcome"], true);
    let asked = Command::new("kill").args(["-TERM", &portal.id().to_string()]).status().unwrap();
    assert!(asked.success());
    smsc.wait("unbind");
    let begun = Instant::now();
    while portal.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(20) {
            portal.kill().unwrap();
            panic!("it does not stop");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(portal.wait().unwrap().code(), Some(0));
}

/// SM-04: a host with which no SMS can be written is told before anything is opened.
#[tokio::test(flavor = "multi_thread")]
async fn sm_04_serve_refuses_a_host_that_leaves_no_room() {
    let gateway = HttpGateway::start().await;
    let long = format!("{}.{}.example.org", "a".repeat(60), "b".repeat(60));
    let rows = gateway.row("only", "");
    let variables = [("POORTWACHTER_SERVER__PUBLIC_URL", format!("https://{long}"))];
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (code, _, err) = run(&["serve"], &rows, &variables).await;
    assert_eq!(code, Some(1));
    assert!(err.contains("server.public_url: found the host aaa") && err.contains("leaves no room"), "{err}");
}
