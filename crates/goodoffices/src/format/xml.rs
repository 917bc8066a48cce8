//! XML text into a tree of elements with attributes and line numbers; text content is counted, not kept.
//!
//! No entity but the five predefined ones and character references is resolved, no document type is
//! followed: nothing outside the bytes is ever read.

use super::text::{Lines, MAX_DEPTH, MAX_NODES, short};
use super::tree::parse_number;
use crate::error::{Error, Place, Result};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The attribute of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// Children of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The first child of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// Does anything below (not inside `skip`) satisfy the test?
    pub(crate) fn any(&self, skip: &str, test: &dyn Fn(&Element) -> bool) -> bool {
        self.children.iter().any(|c| c.name != skip && (test(c) || c.any(skip, test)))
    }

    /// What the element is called in messages.
    pub(crate) fn title(&self) -> String {
        let label = ["name", "value", "index"].into_iter().find_map(|k| Some((k, self.attribute(k)?)));
        match label {
            Some((k, v)) => format!("{} {k}={:?}", self.name, short(v)),
            None => self.name.clone(),
        }
    }

    /// Where it stands.
    pub(crate) fn place(&self, file: &str) -> Place {
        Place::file(file).at_line(self.line).at_field(self.title())
    }

    /// An error at this element.
    pub(crate) fn error(&self, file: &str, message: impl Into<String>) -> Error {
        Error::input(message).at(self.place(file))
    }

    /// A finite number from an attribute that must be there.
    pub(crate) fn number(&self, file: &str, name: &str) -> Result<f64> {
        self.number_if(file, name)?.ok_or_else(|| self.error(file, format!("attribute {name:?} is missing")))
    }

    /// A finite number from an attribute that may be absent.
    pub(crate) fn number_if(&self, file: &str, name: &str) -> Result<Option<f64>> {
        let Some(text) = self.attribute(name) else { return Ok(None) };
        match parse_number(text).filter(|x| x.is_finite()) {
            Some(x) => Ok(Some(x)),
            None => Err(self.error(file, format!("{name}={:?} is not a finite number", short(text)))),
        }
    }
}

/// Reads one XML document.
pub(crate) fn parse(file: &str, text: &str) -> Result<Element> {
    let lines = Lines::of(text);
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0;
    loop {
        // The event starts where the last one ended; a tag's own line is that of its '<'.
        let line = lines.at(reader.buffer_position() as usize);
        let event = reader.read_event().map_err(|e| {
            let line = lines.at(reader.error_position() as usize);
            Error::input(format!("not well-formed XML: {e}")).at(Place::file(file).at_line(line))
        })?;
        match event {
            Event::Start(tag) => {
                let element = begin(file, line, &tag, &open, root.is_some(), &mut count)?;
                open.push(element);
            }
            Event::Empty(tag) => {
                let element = begin(file, line, &tag, &open, root.is_some(), &mut count)?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(t) if open.is_empty() && !t.trim().is_empty() => {
                return Err(Error::input(format!(
                    "text {:?} stands outside of any element",
                    short(t.trim())
                ))
                .at(Place::file(file).at_line(line)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let Some(unclosed) = open.last() {
        return Err(unclosed.error(file, format!("element {:?} is never closed", unclosed.name)));
    }
    root.ok_or_else(|| Error::input("there is no element").at(Place::file(file).at_line(1)))
}

fn begin(
    file: &str,
    line: usize,
    tag: &BytesStart<'_>,
    open: &[Element],
    rooted: bool,
    count: &mut usize,
) -> Result<Element> {
    let name = tag.name().0.to_owned();
    let mut element = Element { name, line, attributes: Vec::new(), children: Vec::new() };
    if open.len() >= MAX_DEPTH {
        return Err(Error::limit(format!("nested deeper than {MAX_DEPTH}")).at(element.place(file)));
    }
    *count += 1;
    if *count > MAX_NODES {
        return Err(Error::limit(format!("more than {MAX_NODES} elements")).at(element.place(file)));
    }
    if open.is_empty() && rooted {
        return Err(element.error(file, "a second root element"));
    }
    for attribute in tag.attributes() {
        let a = attribute.map_err(|e| element.error(file, format!("attributes are not well-formed: {e}")))?;
        let key = a.key.0.to_owned();
        let value = unescape(&a.value)
            .map_err(|e| element.error(file, format!("attribute {key:?} is not well-formed: {e}")))?
            .into_owned();
        element.attributes.push((key, value));
    }
    Ok(element)
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

/// Text fit for an attribute value.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", c as u32)),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_know_their_lines() {
        let e = parse("f", "<a x='1'>\n  <b y='&amp;\"&#233;'/>\n\n<b/>\n</a>").expect("a tree");
        assert_eq!((e.name.as_str(), e.line, e.attribute("x")), ("a", 1, Some("1")));
        let lines: Vec<usize> = e.all("b").map(|b| b.line).collect();
        assert_eq!(lines, [2, 4]);
        assert_eq!(e.first("b").and_then(|b| b.attribute("y")), Some("&\"é"));
        let odd = "a<b>&\"\n'";
        let again = parse("f", &format!("<a x=\"{}\"/>", escaped(odd))).expect("a tree");
        assert_eq!(again.attribute("x"), Some(odd));
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line) in [
            ("<a>\n<b>\n</a>", 3),
            ("<a>\n<b", 2),
            ("<a>\n<b x=1/></a>", 2),
            ("<a>\n<b x='1' x='2'/></a>", 2),
            ("<a/>\n<b/>", 2),
            ("0.5, 0.6\n", 1),
            ("<a>\n<b>", 2),
            ("<a x='&bad;'/>", 1),
            ("", 1),
        ] {
            let e = parse("f", text).expect_err(text);
            assert_eq!((e.place().file.as_deref(), e.place().line), (Some("f"), Some(line)), "{text}: {e}");
        }
        assert!(parse("f", &"<a>".repeat(100_000)).expect_err("deep").is_limit());
    }
}
