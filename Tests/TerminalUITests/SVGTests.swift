import Foundation
import TerminalUI
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Collects what an SVG document says.
private final class Reader: NSObject, XMLParserDelegate {
  var texts: [(attributes: [String: String], text: String)] = []
  var rectangles: [[String: String]] = []
  private var open: [String: String]?
  private var title = false

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if name == "text" {
      texts.append((attributes, ""))
      open = attributes
    } else if name == "rect" {
      rectangles.append(attributes)
    }
  }
  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open = nil
  }
  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if open != nil { texts[texts.count - 1].text += string }
  }
}

@Suite struct SVGTests {
  private func read(_ svg: String) throws -> Reader {
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return reader
  }

  @Test func everyCharacterStandsWhereTheScreenHasIt() throws {
    let theme = Theme.builtIn()
    let picture = painted(Size(30, 3)) { canvas in
      canvas.text("a < b & \"c\" > d", x: 2, y: 0, style: theme[.text])
      canvas.text("red", x: 4, y: 1, style: theme[.bad])
      canvas.text("漢字x", x: 0, y: 2, style: theme[.text])
    }
    let reader = try read(picture.svg(theme, title: "a <b> \u{1B}[2J"))
    var rows = Array(repeating: Array(repeating: " ", count: 30), count: 3)
    for (attributes, text) in reader.texts {
      let x = Int((Double(attributes["x"] ?? "") ?? -1) / 8.4 + 0.5)
      let y = Int((Double(attributes["y"] ?? "") ?? -1) / 17)
      var column = x
      for character in text {
        rows[y][column] = String(character)
        column += displayWidth(of: String(character))
      }
      let width = (Double(attributes["textLength"] ?? "") ?? 0) / 8.4
      #expect(abs(width - Double(column - x)) < 0.1)
    }
    let lines = rows.map { $0.joined() }.map { $0.replacing(/\s+$/, with: "") }
    #expect(lines[0] == picture.rows[0] && lines[1] == picture.rows[1])
    #expect(lines[2].replacing(" ", with: "") == "漢字x")
  }

  @Test func coloursAreTheThemes() throws {
    let theme = Theme.builtIn()
    let picture = painted(Size(10, 1)) { canvas in
      canvas.text("bad", x: 0, y: 0, style: theme[.bad])
      canvas.text("rev", x: 5, y: 0, style: theme[.bad].adding(.reverse))
    }
    let reader = try read(picture.svg(theme, title: "x"))
    guard case .index(let index) = theme[.bad].foreground else { return }
    let color = RGB(index: index).hex
    #expect(reader.texts.first { $0.text.contains("bad") }?.attributes["fill"] == color)
    #expect(reader.rectangles.contains { $0["fill"] == color })
    #expect(reader.texts.first { $0.text.contains("rev") }?.attributes["fill"] != color)
  }

  @Test func anEmptyPictureIsADocument() throws {
    #expect(try read(CellBuffer(Size(0, 0)).svg(.builtIn(), title: "")).texts.isEmpty)
  }
}
