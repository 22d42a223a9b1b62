//! A PostgreSQL server of one's own, on a free port of the loopback address, from the machine's installed programs.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

use super::script::SERVE;
use crate::{Database, OpenOptions, StoreError};

const TEMPLATE: &str = "migrated";

/// A running server; it ends, and its folder goes, when this is dropped or the process ends in any other way.
#[derive(Debug)]
pub struct PostgresServer {
    script: Child,
    port: u16,
    made: AtomicU32,
    template: OnceCell<()>,
}

impl PostgresServer {
    /// Makes and starts one; takes about a second.
    ///
    /// # Panics
    ///
    /// With one clear sentence when PostgreSQL is not installed or does not start: such a test must fail, not pass unseen.
    pub fn start() -> Self {
        let programs = find_programs().unwrap_or_else(|| {
            panic!("PostgreSQL is not installed: expected /usr/lib/postgresql/*/bin/initdb (Debian: apt-get install postgresql)")
        });
        let port = free_port();
        let mut script = Command::new("bash")
            .args(["-c", SERVE, "bash"])
            .arg(&programs)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("bash does not start: {error}"));
        let mut said = String::new();
        if let Some(output) = script.stdout.take() {
            let _ = BufReader::new(output).read_line(&mut said);
        }
        assert!(said.trim() == "ready", "PostgreSQL does not start: {}", said.trim());
        Self { script, port, made: AtomicU32::new(0), template: OnceCell::new() }
    }

    /// The address of a new database with the current schema and nothing in it.
    pub async fn fresh(&self) -> Result<String, StoreError> {
        self.template
            .get_or_try_init(|| async {
                let database =
                    Database::open(&self.empty(TEMPLATE, "template1").await?, OpenOptions::default()).await?;
                database.migrate().await?;
                database.close().await;
                Ok::<(), StoreError>(())
            })
            .await?;
        let name = format!("fresh_{}", self.made.fetch_add(1, Ordering::SeqCst));
        self.empty(&name, TEMPLATE).await
    }

    /// The address of a new database without a schema.
    pub async fn bare(&self) -> Result<String, StoreError> {
        let name = format!("bare_{}", self.made.fetch_add(1, Ordering::SeqCst));
        self.empty(&name, "template1").await
    }

    async fn empty(&self, name: &str, template: &str) -> Result<String, StoreError> {
        let mut connection = PgConnection::connect(&self.address("postgres")).await?;
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
        connection.close().await?;
        Ok(self.address(name))
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // Closing the pipe is the order to end.
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

/// The newest installed version, by Debian's folders.
fn find_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.flatten().map(|version| version.path().join("bin"));
    programs.filter(|folder| folder.join("initdb").is_file()).max()
}

/// The system names a free port; nobody else takes it in the moment before the server does.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap_or_else(|error| panic!("no free port: {error}"));
    listener.local_addr().unwrap_or_else(|error| panic!("no free port: {error}")).port()
}
