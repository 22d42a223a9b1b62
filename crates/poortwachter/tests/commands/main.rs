//! The program as an operator has it: the real binary, its own folder with settings, an SQLite file and a key, and a real port on loopback.
//!
//! Begin reading at [`place`] (a folder in which commands run), [`portal`] (a running `serve`) and [`client`] (a browser of a few lines, over TCP).

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod accounts;
mod alone;
mod audit;
mod backup;
mod check;
mod client;
mod clients;
mod deep;
mod demo_application;
mod doctor;
mod documents;
mod faults;
mod help;
mod importing;
mod large_import;
mod leaks;
mod leaving;
mod letters;
mod limits;
mod login;
mod logs;
mod manual;
mod metrics;
mod outbox;
mod packaging;
mod place;
mod portal;
mod postgres;
mod printed;
mod reinstating;
mod reload;
mod root_keys;
mod secrets;
mod serve;
mod settings_clients;
mod signing_keys;
mod start;
mod tls;
