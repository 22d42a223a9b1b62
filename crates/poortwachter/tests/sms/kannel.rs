//! Kannel: our HTTP sender to its `sendsms`, and from there over SMPP to the message centre.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use store::SmsState;

use crate::smsc::Smsc;
use crate::stage::{Stage, text};

/// The two halves of Kannel, ended by their process ids.
struct Kannel {
    halves: Vec<Child>,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Kannel {
    fn start(smsc: &Smsc) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [admin, inner, port] = [free_port(), free_port(), free_port()];
        let settings = folder.path().join("kannel.conf");
        std::fs::write(&settings, configuration(smsc.port, [admin, inner, port])).unwrap();
        let mut kannel = Self { halves: Vec::new(), port, _folder: folder };
        kannel.halves.push(run("bearerbox", &settings));
        reached(inner, "bearerbox");
        kannel.halves.push(run("smsbox", &settings));
        reached(port, "smsbox");
        kannel
    }
}

impl Drop for Kannel {
    fn drop(&mut self) {
        for half in self.halves.iter_mut().rev() {
            let _ = half.kill();
            let _ = half.wait();
        }
    }
}

fn configuration(smsc: u16, [admin, inner, send]: [u16; 3]) -> String {
    format!(
        "group = core\nadmin-port = {admin}\nadmin-interface = 127.0.0.1\nadmin-password = x\nsmsbox-port = {inner}\n\
         smsbox-interface = 127.0.0.1\nlog-level = 4\n\n\
         group = smsc\nsmsc = smpp\nsmsc-id = centre\nhost = 127.0.0.1\nport = {smsc}\nsmsc-username = kannel\n\
         smsc-password = s3cret\nsystem-type = \"\"\ntransceiver-mode = true\nreconnect-delay = 1\n\n\
         group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = {inner}\nsendsms-port = {send}\n\
         sendsms-interface = 127.0.0.1\nlog-level = 4\n\n\
         group = sendsms-user\nusername = portal\npassword = pw-of-kannel\nconcatenation = false\n"
    )
}

fn run(program: &str, settings: &Path) -> Child {
    Command::new(program)
        .arg(settings)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} does not start ({error}); ./test installs what these tests need"))
}

/// The system names a free port; nobody else takes it in the moment before Kannel does.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn reached(port: u16, what: &str) {
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what} does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sm_10_the_example_for_kannel_works_with_kannel() {
    let (stage, smsc) = (Stage::new().await, Smsc::start());
    let kannel = Kannel::start(&smsc);
    assert_eq!(smsc.wait("bind")["user"], "kannel");
    let example =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/sms/kannel.toml")).unwrap();
    let here = example.replace("http://127.0.0.1:13013", &format!("http://127.0.0.1:{}", kannel.port));
    assert_ne!(here, example);
    let right = here.replace("change-me", "pw-of-kannel");
    let dispatcher = stage.dispatcher(&right);
    let code = stage.order("123456").await;
    dispatcher.wake();
    stage.wait_for(code, SmsState::Accepted).await;
    let submit = smsc.wait("submit");
    assert_eq!((submit["to"].as_str(), submit["text"].as_str()), (Some("31612345678"), Some(text("123456").as_str())));
    dispatcher.stop().await;

    // A wrong password is the gateway's trouble, not the message's: it waits.
    let dispatcher = stage.dispatcher(&here);
    let code = stage.order("654321").await;
    dispatcher.wake();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(stage.state(code).await, SmsState::Waiting);
    assert_eq!(stage.errors().await[1][2], "last_error=kannel: HTTP 403");
    dispatcher.stop().await;
}
