//! `manual`: what the package brings for `man` and the shells.

use std::process::Command;

use crate::place::{Place, Ran, program};

#[test]
fn every_command_has_its_page_and_bash_knows_them() {
    let place = Place::new();
    let ran: Ran = program().arg("manual").arg(place.file("out")).output().unwrap().into();
    assert!(ran.good().contains("The manual pages are in"));
    let page = |name: &str| std::fs::read_to_string(place.file("out").join("man").join(name)).unwrap();
    assert!(page("poortwachter.1").contains("poortwachter\\-account(1)"), "{}", page("poortwachter.1"));
    for command in ["serve", "check", "account-add", "account-reset-factor", "config-example"] {
        assert!(page(&format!("poortwachter-{command}.1")).contains(".SH SYNOPSIS"), "{command}");
    }
    // A shell that we did not write reads its file and answers.
    let completions = place.file("out").join("completions");
    let script = "source \"$1\"; COMP_WORDS=(poortwachter acc); COMP_CWORD=1; _poortwachter poortwachter acc poortwachter; echo \"${COMPREPLY[@]}\"";
    let asked =
        Command::new("bash").args(["-c", script, "bash"]).arg(completions.join("poortwachter.bash")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "account accept-address", "{asked:?}");
    for name in ["_poortwachter", "poortwachter.fish"] {
        assert!(std::fs::metadata(completions.join(name)).unwrap().len() > 1000, "{name}");
    }
}
