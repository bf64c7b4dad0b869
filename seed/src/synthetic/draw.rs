//! Random numbers by seed, stream and index.

/// Steps of the generator between two states.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators" (2014), SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a number is drawn for; numbers of two streams are independent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Word,
    Status,
    Capital,
    Form,
    Offset,
    Province,
    Village,
    Founded,
    Issuer,
    Joined,
    Sex,
    Name,
    Principal,
    Mandatory,
    Amount,
    Direction,
    Visited,
    Heads,
    Women,
    Stage,
    Minutes,
    Verified,
}

/// A source of random numbers that remembers nothing.
///
/// Not a crate's generator, because those count on: here the n-th number is
/// asked for directly, which lets a member find its organization.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    seed: u64,
}

impl Draw {
    /// Numbers that grow from `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed: mix(seed) }
    }

    /// 64 even bits for the `index`-th row of a stream.
    pub(super) fn bits(self, stream: Stream, index: u32) -> u64 {
        let place = (stream as u64) << 32 | u64::from(index);
        mix(self.seed.wrapping_add(place.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// A number from 0 to `bound` - 1; 0 if `bound` is 0. The bias is below
    /// one in 2^32 / `bound`.
    pub(super) fn below(self, stream: Stream, index: u32, bound: u32) -> u32 {
        scale(self.bits(stream, index), bound)
    }
}

/// The high half of `bits`, scaled to 0 .. `bound`.
pub(super) fn scale(bits: u64, bound: u32) -> u32 {
    high((bits >> 32) * u64::from(bound))
}

/// A number below `bound`, some far more often than others: the product of two
/// even draws, the frequent ones scattered over the range.
pub(super) fn skewed(bits: u64, bound: u32) -> u32 {
    let product = (bits >> 32) * (bits & 0xffff_ffff);
    let nth = high((product >> 32) * u64::from(bound));
    spread(u64::from(nth), bound)
}

/// Scatters 0 .. `bound` over itself without meeting a number twice.
pub(super) fn spread(nth: u64, bound: u32) -> u32 {
    // The prime is above any bound in use, hence prime to it.
    const PRIME: u64 = 4_294_967_291;
    u32::try_from(nth % u64::from(bound.max(1)) * PRIME % u64::from(bound.max(1))).unwrap_or(0)
}

fn high(product: u64) -> u32 {
    u32::try_from(product >> 32).unwrap_or(u32::MAX)
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
