//! What the demo says in the terminal.

use serde_json::json;
use web::{App, Demo as _};

use super::Inbox;

/// Says where the demo is and who can be tried: for people, or as one line of JSON.
pub fn greet(app: &App, inbox: &Inbox, application: &str, as_json: bool) {
    let url = &app.settings.public_url.origin;
    let accounts = inbox.accounts();
    if as_json {
        println!(
            "{}",
            json!({"url": url, "inbox": format!("{url}/demo/inbox"), "application": application, "accounts": accounts})
        );
        return;
    }
    println!("The demo of Poortwachter is ready.\n");
    println!("  Log in at      {url}");
    println!("  See messages   {url}/demo/inbox   (mails, secrets and codes)");
    println!("  An application {application}   (it logs you in through the portal)\n");
    println!("  {:<18} {:<24} state", "username", "password");
    for account in accounts {
        let password = account.password.as_deref().unwrap_or("(link in the inbox)");
        println!("  {:<18} {password:<24} {}", account.username, account.state);
    }
    println!("\nAn app on your phone works, and so does `oathtool --totp -b SECRET`. Stop with Ctrl-C.");
}
