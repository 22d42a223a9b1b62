//! What handlers share: loading and committing a journey, tries, words for refusals, and the way out.

mod arrive;
mod commit;
mod counting;
mod demand;
mod destination;
mod load;
pub mod messages;
mod new_password;
mod seeds;
mod send_code;
mod stop;

pub use arrive::{arrive, done, ended, go_on, path_of, place, step_up};
pub use commit::{advance, begin, count_wrong};
pub use counting::{Lanes, raised_to, reserve, reserve_address, reserve_login};
pub use demand::{Demand, Why, demand, least};
pub use destination::{Destination, authorization_of, destination};
pub use load::{Loaded, load};
pub use new_password::{PasswordOwner, new_password};
pub use seeds::{NewSession, code_seed, new_grant, new_session, query_to};
pub use send_code::{first_code, send_code, send_to_enrolled};
pub use stop::{Again, Stop, answer};
