//! The same commands on PostgreSQL.

use store::Schema;
use store::testing::PostgresServer;

use crate::login::PASSWORD;
use crate::place::{Place, link};

#[test]
fn on_postgres_the_commands_are_the_same() {
    let server = PostgresServer::start();
    let url = tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap();
    let place = Place::new();
    place.write_with_database(&url, "[recovery]\nhelp_desk_delay_users_hours = 0\n");
    let empty = place.run(&["check"]).good();
    assert!(empty.contains("PostgreSQL ") && empty.contains("empty; the first start fills it"), "{empty}");
    assert!(place.run(&["account", "list"]).refused().contains("no portal's data in postgres://"));

    let activation = place.add("bea");
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&activation);
    browser.enrol();
    let shown = place.show("bea");
    assert_eq!((&shown["sessions"], &shown["factors"][0]["kind"]), (&1.into(), &"totp".into()));
    for change in ["unlock", "disable", "enable", "end-sessions"] {
        place.account(&[change, "bea"]).good();
    }
    let reset = link(&place.account(&["reset-factor", "bea"]).good());
    assert_eq!(browser.visit(&reset).1.status, 200);
    assert_eq!(browser.password("bea", PASSWORD).0, "/login/second-factor");
    let full = place.run(&["check"]).good();
    let newest = format!("schema {}, up to date", Schema::newest());
    assert!(full.contains(&newest) && full.contains("they belong together"), "{full}");
    let clock = full.lines().find(|line| line.contains(" clock "));
    assert!(clock.is_some_and(|line| line.starts_with("ok ")), "the server's clock agrees: {full}");
    assert!(portal.stop().success());
    assert_eq!(place.files(), ["keys", "portal.toml", "serve.log"]);
}
