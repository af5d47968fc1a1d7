//! Set-up, and who may change what afterwards.
use crate::tier::read_pool;
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_rules::tier::TierTable;
use twinlight_wire::{check, checks};
use twinlight_wire::cpi::{create, initialize_token_account, NewAccount};
use twinlight_wire::generated::staking::*;
use twinlight_wire::generated::{rewards_vault, Refusal, TOKEN_PROGRAM};
use twinlight_wire::layout::{args, emit, exists, no_args, write, Account};

const TOKEN_ACCOUNT_BYTES: usize = 165;
/// Slashed stake is burned: the account that it goes to is the mint.
pub const DESTINATION_BURN: u8 = 0;
/// It goes to a token account of the rewards vault, which burns it to emit it again (`recycle`).
const DESTINATION_REWARDS: u8 = 1;
/// It goes to any other token account.
const DESTINATION_TREASURY: u8 = 2;
const NOBODY: [u8; 32] = [0; 32];

/// The stake vault is a token account that commands itself: its seeds sign for it and for nothing else.
pub fn initialize(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: InitializeArgs = args(data)?;
    let [deployer, pool, vault, mint, token, system, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    checks::deployer(deployer)?;
    checks::address(pool, &POOL)?;
    checks::address(vault, &STAKE_VAULT)?;
    checks::token_program(token)?;
    checks::system_program(system)?;
    check!("mutant-initialize-once", !exists(pool), Refusal::AlreadyInitialized)?;
    checks::mint(mint, None)?;
    let table = TierTable { ages: args.tier_ages, stakes: args.tier_stakes };
    check!("mutant-initialize-tiers", table.is_valid() && args.destination == DESTINATION_BURN, Refusal::InvalidParameters)?;
    check!("mutant-initialize-cooldown", i64::try_from(args.cooldown_seconds).is_ok(), Refusal::InvalidParameters)?;
    create(
        &NewAccount { payer: deployer, account: pool, owner: &ID, space: Pool::SPACE },
        &[Seed::from(POOL_SEED), Seed::from(&[POOL_BUMP])],
    )?;
    create(
        &NewAccount { payer: deployer, account: vault, owner: &TOKEN_PROGRAM, space: TOKEN_ACCOUNT_BYTES },
        &[Seed::from(STAKE_VAULT_SEED), Seed::from(&[STAKE_VAULT_BUMP])],
    )?;
    initialize_token_account(vault, mint, &STAKE_VAULT)?;
    let value = Pool {
        admin: args.admin,
        pending_admin: NOBODY,
        slash_authority: args.slash_authority,
        mint: *mint.address().as_array(),
        cooldown_seconds: args.cooldown_seconds,
        destination: args.destination,
        slash_destination: *mint.address().as_array(),
        tier_ages: args.tier_ages,
        tier_stakes: args.tier_stakes,
        staked_total: 0,
        slashed_total: 0,
        vault_bump: STAKE_VAULT_BUMP,
        bump: POOL_BUMP,
    };
    write(pool, &value)?;
    emit(&PoolInitialized {
        admin: value.admin,
        slash_authority: value.slash_authority,
        mint: value.mint,
        cooldown_seconds: value.cooldown_seconds,
    });
    Ok(())
}

/// The token account must exist, take the pool's mint and not be the stake vault, whose balance is the stakers'.
pub fn set_slash_destination(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let destination = { args::<SetSlashDestinationArgs>(data)?.destination };
    let [admin, pool_view, account, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut pool = read_pool(pool_view)?;
    checks::authority(admin, &pool.admin)?;
    let key = *account.address().as_array();
    match destination {
        DESTINATION_BURN => check!("mutant-destination-mint", key == pool.mint, Refusal::OwnerMismatch)?,
        DESTINATION_REWARDS => {
            checks::token_balance(account, &pool.mint, rewards_vault::VAULT.as_array())?;
        }
        DESTINATION_TREASURY => {
            check!("mutant-destination-vault", account.address() != &STAKE_VAULT, Refusal::DuplicateAccount)?;
            checks::token_of_mint(account, &pool.mint)?;
        }
        _ => return Err(Refusal::InvalidParameters.into()),
    }
    pool.destination = destination;
    pool.slash_destination = key;
    write(pool_view, &pool)?;
    emit(&SlashDestinationSet { destination, account: key });
    Ok(())
}

pub fn set_slash_authority(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: SetSlashAuthorityArgs = args(data)?;
    let [admin, pool_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut pool = read_pool(pool_view)?;
    checks::authority(admin, &pool.admin)?;
    pool.slash_authority = args.slash_authority;
    write(pool_view, &pool)?;
    emit(&SlashAuthoritySet { slash_authority: args.slash_authority });
    Ok(())
}

pub fn propose_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let args: ProposeAdminArgs = args(data)?;
    let [admin, pool_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut pool = read_pool(pool_view)?;
    checks::authority(admin, &pool.admin)?;
    pool.pending_admin = args.new_admin;
    write(pool_view, &pool)?;
    emit(&AdminProposed { admin: pool.admin, new_admin: args.new_admin });
    Ok(())
}

/// All zero is nobody: that address is the system program's, which never signs.
pub fn accept_admin(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [new_admin, pool_view, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut pool = read_pool(pool_view)?;
    checks::authority(new_admin, &pool.pending_admin)?;
    pool.admin = pool.pending_admin;
    pool.pending_admin = NOBODY;
    write(pool_view, &pool)?;
    emit(&AdminAccepted { admin: pool.admin });
    Ok(())
}
