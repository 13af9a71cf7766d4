/// A row of values as exactly so many: means of equal stretches where there are more, repeated ones where there are fewer.
///
/// Values that are not finite are left out of a mean; a stretch of nothing else is NaN.
public func stretched(_ values: [Double], to width: Int) -> [Double] {
  guard width > 0, !values.isEmpty else { return [] }
  return (0..<width).map { column in
    let first = column * values.count / width
    let last = max(first + 1, (column + 1) * values.count / width)
    let finite = values[first..<last].filter(\.isFinite)
    return finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
  }
}
