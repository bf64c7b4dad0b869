//! `kibm user`: keep users from the command line.

use std::io::Read;

use clap::{Args, Subcommand};

use super::{Failure, told};
use crate::config::DatabaseOptions;
use crate::identity::actions::{self, NewGrant, NewUser};
use crate::identity::entity::access_grant::Role;
use crate::identity::scope::Reach;
use crate::identity::{password, rules, store};
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
    /// Set a one-time password for a user who forgot theirs, and print it: ends
    /// their sessions and tokens, and opens a locked account. The login with it
    /// asks for a new one.
    ResetPassword {
        #[command(flatten)]
        database: DatabaseOptions,
        /// Name to sign in with.
        #[arg(long)]
        username: String,
    },
}

/// Runs the command.
///
/// # Errors
/// When the name is taken or unknown, the password is weak, or the database fails.
pub async fn run(options: Options) -> Result<(), Failure> {
    match options.command {
        Command::CreateAdmin { database, username, full_name, password } => {
            create_admin(database, username, full_name, password).await
        }
        Command::ResetPassword { database, username } => reset_password(database, username).await,
    }
}

async fn reset_password(database: DatabaseOptions, username: String) -> Result<(), Failure> {
    let database = database.open().await?;
    let user = store::find_user_by_name(database.read(), &username.to_lowercase()).await?;
    let user = user.ok_or_else(|| format!("there is no user {username}"))?;
    let author = Author::system("reset-password", Clock::system().now());
    let set = actions::reset_password(&database, user.id, &author).await.map_err(told)?;
    database.close().await?;
    println!("One-time password of {}: {}", user.username, set.password);
    println!("It holds for one login until {}, which asks for a new one.", set.until);
    Ok(())
}

async fn create_admin(
    database: DatabaseOptions,
    username: String,
    full_name: String,
    password: Option<String>,
) -> Result<(), Failure> {
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
