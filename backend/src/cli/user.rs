//! `kibm user`: keep users from the command line.

use std::io::Read;

use clap::{Args, Subcommand};

use super::{Failure, told};
use crate::config::DatabaseOptions;
use crate::identity::actions::{self, NewGrant, NewUser};
use crate::identity::entity::access_grant::Role;
use crate::identity::scope::Reach;
use crate::identity::{password, rules};
use crate::kernel::period::capital_date;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::clock::{Clock, fresh_id};

/// Options of `kibm user`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an administrator of the whole nation; the first user of a new database.
    /// The password is read from KIBM_NEW_PASSWORD or the standard input.
    CreateAdmin {
        #[command(flatten)]
        database: DatabaseOptions,
        /// Name to sign in with.
        #[arg(long)]
        username: String,
        /// Name to show.
        #[arg(long)]
        full_name: String,
        /// The password; give it by the environment, not on the command line.
        #[arg(long, env = "KIBM_NEW_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// When the name is taken, the password is weak, or the database fails.
pub async fn run(options: Options) -> Result<(), Failure> {
    let Command::CreateAdmin { database, username, full_name, password } = options.command;
    let password = match password {
        Some(password) => password,
        None => read_password()?,
    };
    let username = username.to_lowercase();
    rules::check_password(&password, &username, "").map_err(|fault| told(ApiError::from(fault)))?;
    let password_hash = password::hash(password).await.map_err(told)?;
    let database = database.open().await?;
    let at = Clock::system().now();
    let author = Author::system("create-admin", at);
    let tx = database.begin_write().await?;
    let new = NewUser { id: fresh_id(), username, full_name, password_hash, person_id: None };
    let user = actions::create_user(&tx, new, &author).await.map_err(told)?;
    let grant = NewGrant {
        user_id: user.id,
        role: Role::Administrator,
        reach: Reach::National,
        valid_from: capital_date(at),
        valid_to: None,
    };
    actions::create_grant(&tx, grant, &author).await.map_err(told)?;
    tx.commit().await?;
    println!("Administrator {} was made ({}).", user.username, user.id);
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
