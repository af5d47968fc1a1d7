//! What is minted or burned apart from rewards: the genesis shares, once, and slashed stake that is to be emitted again.
use crate::read_config;
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, ProgramResult};
use twinlight_wire::cpi::{burn, mint_to, TokenCall};
use twinlight_wire::generated::rewards_vault::*;
use twinlight_wire::generated::Refusal;
use twinlight_wire::layout::{emit, no_args, write};
use twinlight_wire::refuse::checked;
use twinlight_wire::{check, checks};

const LANTERN: u64 = 1_000_000;
/// Cap of all LANTERN that ever exist, base units.
const SUPPLY_MAX: u64 = 1_000_000_000 * LANTERN;
/// Foundation 20 %, contributors 15 %, ecosystem 10 %, liquidity 5 %. Source: seed 004, token allocation.
const SHARES: [u64; 4] = [200_000_000 * LANTERN, 150_000_000 * LANTERN, 100_000_000 * LANTERN, 50_000_000 * LANTERN];
const SHARES_TOTAL: u64 = 500_000_000 * LANTERN;
const _: () = assert!(SHARES[0] + SHARES[1] + SHARES[2] + SHARES[3] == SHARES_TOTAL);

pub fn mint_genesis(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [admin, config_view, mint, vault, foundation, contributors, ecosystem, liquidity, token, ..] = accounts else {
        return Err(Refusal::AccountMissing.into());
    };
    let mut config = read_config(config_view)?;
    check!("mutant-genesis-admin", checks::authority(admin, &config.admin))?;
    checks::token_program(token)?;
    checks::address(vault, &VAULT)?;
    checks::distinct(&[config_view, mint, foundation, contributors, ecosystem, liquidity])?;
    check!("mutant-genesis-paused", config.paused == 0, Refusal::Paused)?;
    check!("mutant-genesis-mint", *mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    check!("mutant-genesis-once", config.genesis_minted == 0, Refusal::GenesisMinted)?;
    let cap = checked(SHARES_TOTAL.checked_add(config.pool_total))?;
    check!("mutant-genesis-cap", cap <= SUPPLY_MAX, Refusal::InvalidParameters)?;
    for (destination, amount) in [foundation, contributors, ecosystem, liquidity].into_iter().zip(SHARES) {
        checks::token_of_mint(destination, &config.mint)?;
        mint_to(&TokenCall { from: mint, to: destination, authority: vault, amount }, &[Seed::from(VAULT_SEED), Seed::from(&[VAULT_BUMP])])?;
    }
    config.genesis_minted = 1;
    write(config_view, &config)?;
    emit(&GenesisAllocated { amount: SHARES_TOTAL });
    Ok(())
}

/// Burns first, so that supply and what may still be minted stay below the cap together.
pub fn recycle(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    no_args(data)?;
    let [config_view, mint, vault, pool_tokens, token, ..] = accounts else { return Err(Refusal::AccountMissing.into()) };
    let mut config = read_config(config_view)?;
    checks::token_program(token)?;
    checks::address(vault, &VAULT)?;
    check!("mutant-recycle-mint", *mint.address().as_array() == config.mint, Refusal::OwnerMismatch)?;
    let amount = checks::token_balance(pool_tokens, &config.mint, VAULT.as_array())?;
    check!("mutant-recycle-nothing", amount > 0, Refusal::InsufficientFunds)?;
    burn(&TokenCall { from: pool_tokens, to: mint, authority: vault, amount }, &[Seed::from(VAULT_SEED), Seed::from(&[VAULT_BUMP])])?;
    config.recycled_total = checked({ config.recycled_total }.checked_add(amount))?;
    write(config_view, &config)?;
    emit(&Recycled { amount, recycled_total: config.recycled_total });
    Ok(())
}
