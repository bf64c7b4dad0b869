//! Rows of a file, one after the other, in bounded memory.

use csv_core::ReadRecordResult;
use encoding_rs::Decoder;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::{
    CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX, ROWS_MAX, Separator, Survey, TabularError, codes,
};
use crate::kernel::fault::Fault;

const PIECE: usize = 64 * 1024;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as a spreadsheet shows it, the first being 1. Blank lines
    /// between rows are not counted.
    pub number: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The rows of a file.
pub struct Rows<R> {
    source: R,
    decoder: Decoder,
    parser: csv_core::Reader,
    raw: Vec<u8>,
    text: String,
    at: usize,
    ended: bool,
    bytes: u64,
    number: u64,
}

impl<R> std::fmt::Debug for Rows<R> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Rows").field("number", &self.number).finish_non_exhaustive()
    }
}

impl<R: AsyncRead + Unpin> Rows<R> {
    /// The rows of `source`, which stands at its beginning.
    pub fn new(source: R, survey: &Survey, separator: Separator) -> Self {
        Self {
            source,
            decoder: survey.encoding.new_decoder_with_bom_removal(),
            parser: csv_core::ReaderBuilder::new().delimiter(separator.byte()).build(),
            raw: vec![0; PIECE],
            text: String::new(),
            at: 0,
            ended: false,
            bytes: 0,
            number: 0,
        }
    }

    /// Bytes read so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// [`codes::TOO_MANY_COLUMNS`], [`codes::TOO_MANY_ROWS`],
    /// [`codes::CELL_TOO_LARGE`], or that the file does not read.
    pub async fn next(&mut self) -> Result<Option<Row>, TabularError> {
        let (mut output, mut ends) = (vec![0_u8; 1024], vec![0_usize; 64]);
        let (mut written, mut ended_cells) = (0, 0);
        loop {
            if self.at == self.text.len() && !self.ended {
                self.fill().await?;
            }
            // An empty input tells the parser of the end.
            let input = &self.text.as_bytes()[self.at..];
            let (result, read, wrote, cells) =
                self.parser.read_record(input, &mut output[written..], &mut ends[ended_cells..]);
            self.at += read;
            written += wrote;
            ended_cells += cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if output.len() >= ROW_BYTES_MAX => {
                    return Err(self.refuse(&codes::CELL_TOO_LARGE, ROW_BYTES_MAX));
                }
                ReadRecordResult::OutputFull => output.resize(output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if ends.len() > COLUMNS_MAX => {
                    return Err(self.refuse(&codes::TOO_MANY_COLUMNS, COLUMNS_MAX));
                }
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => return self.row(&output, &ends[..ended_cells]),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn row(&mut self, output: &[u8], ends: &[usize]) -> Result<Option<Row>, TabularError> {
        if ends.len() > COLUMNS_MAX {
            return Err(self.refuse(&codes::TOO_MANY_COLUMNS, COLUMNS_MAX));
        }
        self.number += 1;
        // The heading is a row as well.
        if self.number > ROWS_MAX + 1 {
            return Err(Fault::new(&codes::TOO_MANY_ROWS).with("maximum", ROWS_MAX).into());
        }
        let mut cells = Vec::with_capacity(ends.len());
        let mut start = 0;
        for end in ends {
            if end - start > CELL_BYTES_MAX {
                self.number -= 1;
                return Err(self.refuse(&codes::CELL_TOO_LARGE, CELL_BYTES_MAX));
            }
            // Cells are cut at ASCII characters, hence never inside a letter.
            cells.push(String::from_utf8_lossy(&output[start..*end]).into_owned());
            start = *end;
        }
        Ok(Some(Row { number: self.number, cells }))
    }

    fn refuse(&self, code: &'static crate::kernel::fault::Code, maximum: usize) -> TabularError {
        Fault::new(code).with("row", self.number + 1).with("maximum", maximum).into()
    }

    /// Reads and decodes the next piece.
    async fn fill(&mut self) -> Result<(), TabularError> {
        let length = self.source.read(&mut self.raw).await?;
        self.bytes += u64::try_from(length).unwrap_or(u64::MAX);
        self.ended = length == 0;
        self.text.clear();
        self.at = 0;
        let room = self.decoder.max_utf8_buffer_length(length).unwrap_or(length * 3 + 16);
        self.text.reserve(room);
        // What cannot be decoded becomes U+FFFD, which is a fault of its cell.
        let _ = self.decoder.decode_to_string(&self.raw[..length], &mut self.text, self.ended);
        Ok(())
    }
}
