//! How a file is written: its encoding, its size, its hash.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt};
use utoipa::ToSchema;

use super::{HEAD_BYTES, TabularError, codes};
use crate::kernel::fault::Fault;
use crate::platform::vault::hex;

/// An encoding that files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16le,
    /// UTF-16, high byte first.
    Utf16be,
    /// What spreadsheets on Windows write in western countries.
    Windows1252,
}

impl Charset {
    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16le => UTF_16LE,
            Self::Utf16be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }
}

/// What is known of a file before its rows are read.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// Whether nothing in the file proves the encoding.
    pub assumed: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its beginning, decoded, for telling the separator.
    pub head: String,
}

/// Reads a whole file once, in pieces, and goes back to its beginning.
///
/// The encoding is the one `wanted`, else that of the byte order mark, else
/// UTF-8 where every byte fits, else Windows-1252 where no byte sequence is
/// UTF-8 beyond ASCII. A file that is UTF-8 only in part is refused.
///
/// # Errors
/// [`codes::FILE_EMPTY`], [`codes::ENCODING_UNKNOWN`],
/// [`codes::ENCODING_BROKEN`], or that the file does not read.
pub async fn survey(
    source: &mut (impl AsyncRead + AsyncSeek + Unpin),
    wanted: Option<Charset>,
) -> Result<Survey, TabularError> {
    let mut piece = vec![0_u8; HEAD_BYTES];
    let mut head = Vec::new();
    let mut hash = Sha256::new();
    let mut bytes = 0_u64;
    let mut proof = Proof::new();
    loop {
        let length = source.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        hash.update(&piece[..length]);
        bytes += u64::try_from(length).unwrap_or(u64::MAX);
        let missing = HEAD_BYTES.saturating_sub(head.len()).min(length);
        head.extend_from_slice(&piece[..missing]);
        proof.look(&piece[..length], false);
    }
    proof.look(&[], true);
    source.rewind().await?;
    if bytes == 0 {
        return Err(Fault::new(&codes::FILE_EMPTY).into());
    }
    let (encoding, assumed) = choose(&head, wanted, &proof)?;
    let mut text = String::new();
    let mut decoder = encoding.new_decoder_with_bom_removal();
    text.reserve(decoder.max_utf8_buffer_length(head.len()).unwrap_or(head.len() * 3));
    // The last character of the head may be cut: not the last piece.
    let _ = decoder.decode_to_string(&head, &mut text, false);
    Ok(Survey { encoding, assumed, bytes, sha256: hex(&hash.finalize()), head: text })
}

fn choose(
    head: &[u8],
    wanted: Option<Charset>,
    proof: &Proof,
) -> Result<(&'static Encoding, bool), Fault> {
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    if let Some(encoding) = wanted.map(Charset::encoding) {
        return Ok((encoding, false));
    }
    match marked {
        // A marked UTF-8 file that is broken is no other encoding.
        Some(encoding) if encoding != UTF_8 || proof.broken_at.is_none() => {
            return Ok((encoding, false));
        }
        _ => {}
    }
    if proof.nul {
        return Err(Fault::new(&codes::ENCODING_UNKNOWN));
    }
    match proof.broken_at {
        None => Ok((UTF_8, false)),
        Some(line) if proof.beyond_ascii => {
            Err(Fault::new(&codes::ENCODING_BROKEN).with("line", line))
        }
        Some(_) => Ok((WINDOWS_1252, true)),
    }
}

/// Whether a file is UTF-8, gathered piece by piece.
struct Proof {
    decoder: encoding_rs::Decoder,
    line: u64,
    broken_at: Option<u64>,
    beyond_ascii: bool,
    nul: bool,
}

impl Proof {
    fn new() -> Self {
        let decoder = UTF_8.new_decoder_without_bom_handling();
        Self { decoder, line: 1, broken_at: None, beyond_ascii: false, nul: false }
    }

    fn look(&mut self, mut bytes: &[u8], last: bool) {
        let mut text = [0_u8; 8 * 1024];
        loop {
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut text, last);
            let decoded = &text[..written];
            self.nul |= decoded.contains(&0);
            // The byte order mark is proof as well.
            self.beyond_ascii |= !decoded.is_ascii();
            let lines = decoded.iter().filter(|byte| **byte == b'\n').count();
            self.line += u64::try_from(lines).unwrap_or(0);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.broken_at.get_or_insert(self.line);
                }
            }
        }
    }
}
