/// A small picture in half blocks: two pixels a cell, one above the other.
///
/// With fewer than 256 colours, or without characters beyond ASCII, cells are as bright as their two pixels together.
public struct PixelMap: Widget {
  /// Pixels in a row.
  public var width: Int
  /// Row by row. Length height · width.
  public var pixels: [RGB]

  /// - Precondition: the pixels fill whole rows.
  public init(width: Int, pixels: [RGB]) {
    precondition(width > 0 && pixels.count.isMultiple(of: width), "\(pixels.count) pixels in rows of \(width)")
    (self.width, self.pixels) = (width, pixels)
  }

  /// Rows of pixels.
  public var height: Int { pixels.count / width }

  /// The part of an area that the picture fills: as large as fits, each pixel as many cells wide and half cells high
  /// as the others, smaller than it is only where it must be.
  public func place(in area: Rect) -> Rect {
    guard height > 0, !area.isEmpty else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
    let across = area.width / width
    let down = 2 * area.height / height
    if min(across, down) >= 1 {
      let scale = min(across, down)
      return Rect(x: area.x, y: area.y, width: width * scale, height: (height * scale + 1) / 2)
    }
    let scale = min(Double(area.width) / Double(width), 2 * Double(area.height) / Double(height))
    let size = (Int(Double(width) * scale), Int(Double(height) * scale / 2))
    return Rect(x: area.x, y: area.y, width: max(1, size.0), height: max(1, size.1))
  }

  /// Paints the picture at the upper left of the area.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let place = place(in: area)
    if place.isEmpty { return }
    let theme = canvas.theme
    // Half cells of the place that the picture covers.
    let isScaledUp = place.width >= width
    let halves = isScaledUp ? place.width / width * height : 2 * place.height
    func pixel(_ x: Int, _ half: Int) -> RGB? {
      guard half < halves else { return nil }
      return mean(
        part(x, of: place.width, over: width), part(half, of: max(1, halves), over: height))
    }
    for y in 0..<place.height {
      for x in 0..<place.width {
        guard let upper = pixel(x, 2 * y) else { continue }
        let lower = pixel(x, 2 * y + 1)
        let (text, style) = cell(upper, lower, theme)
        canvas.text(text, x: place.x + x, y: place.y + y, style: style)
      }
    }
  }

  /// The pixels that a cell or half a cell stands for, at least one.
  private func part(_ index: Int, of count: Int, over pixels: Int) -> Range<Int> {
    let first = min(pixels - 1, index * pixels / count)
    return first..<max(first + 1, min(pixels, (index + 1) * pixels / count))
  }

  /// The mean colour of a rectangle, of large ones that of some pixels: what is smaller than a cell dims it, in place of
  /// coming and going.
  private func mean(_ columns: Range<Int>, _ rows: Range<Int>) -> RGB {
    if columns.count == 1, rows.count == 1 { return pixels[rows.lowerBound * width + columns.lowerBound] }
    var sum = SIMD3<Int>()
    var count = 0
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: max(1, rows.count / 8)) {
      for column in stride(from: columns.lowerBound, to: columns.upperBound, by: max(1, columns.count / 8)) {
        count += 1
        let pixel = pixels[row * width + column]
        sum &+= SIMD3(Int(pixel.red), Int(pixel.green), Int(pixel.blue))
      }
    }
    return RGB(UInt8(sum.x / count), UInt8(sum.y / count), UInt8(sum.z / count))
  }

  private func cell(_ upper: RGB, _ lower: RGB?, _ theme: Theme) -> (text: String, style: Style) {
    if theme.depth >= .indexed, theme.glyphs.isUnicode {
      let top = ThemeColor.index(upper.nearestFixed)
      guard let lower else { return ("▀", Style(foreground: top, background: theme[.text].background)) }
      return ("▀", Style(foreground: top, background: .index(lower.nearestFixed)))
    }
    let mean = lower.map { upper.mixed(with: $0, 0.5) } ?? upper
    if theme.depth >= .indexed {
      return (" ", Style(foreground: theme[.text].foreground, background: .index(mean.nearestFixed)))
    }
    let shades =
      theme.glyphs.isUnicode ? [" ", "░", "▒", "▓", "█"] : [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
    let light = mean.luminance.squareRoot()
    return (shades[min(shades.count - 1, Int(light * Double(shades.count)))], theme[.text])
  }
}

extension RGB {
  /// The nearest of the fixed colours of 256-colour terminals, 16 to 255: the nearest of the cube or of the greys.
  var nearestFixed: UInt8 {
    func level(_ part: UInt8) -> Int { part < 48 ? 0 : part < 115 ? 1 : (Int(part) - 35) / 40 }
    let cube = UInt8(16 + 36 * level(red) + 6 * level(green) + level(blue))
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let grey = UInt8(232 + max(0, min(23, (mean - 3) / 10)))
    func distance(_ index: UInt8) -> Int {
      let other = RGB(index: index)
      let parts = [(red, other.red), (green, other.green), (blue, other.blue)]
      return parts.reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    }
    return distance(grey) < distance(cube) ? grey : cube
  }
}
