//! Runs the programs that we did not write: `oathtool`, `zbarimg`, `pdftotext`.

use std::path::Path;
use std::process::Command;

/// The output of a program, without the white space around it; panics with its complaint when it fails.
pub fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("{program} does not start ({error}); ./test installs what the browser tests need")
    });
    assert!(output.status.success(), "{program} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What a camera reads in a picture of a QR code.
pub fn read_qr(picture: &Path) -> String {
    output("zbarimg", &["--quiet", "--raw", &picture.to_string_lossy()])
}

/// The words on a printed page.
pub fn read_pdf(paper: &Path) -> String {
    output("pdftotext", &["-layout", &paper.to_string_lossy(), "-"])
}
