import Foundation

/// The two areas of a learning rate at every point of its path, straight between them.
struct AnnealingAreas {
  private let tokens: [Int]
  private var areas: [Double] = []
  private var annealed: [Double] = []

  /// - Parameter memory: tokens over which a fall of the rate is forgotten (the paper's 1/(1 - λ), in steps).
  init(_ path: RatePath, memory: Double) {
    let points = path.points
    tokens = points.map(\.tokens)
    let peak = points.indices.max { points[$0].rate < points[$1].rate } ?? 0
    // Before the first point the rate is taken to have been the same.
    var (area, momentum, sum) = (points[0].rate * Double(points[0].tokens), 0.0, 0.0)
    for index in points.indices {
      if index > 0 {
        let length = Double(points[index].tokens - points[index - 1].tokens)
        area += length * (points[index].rate + points[index - 1].rate) / 2
        // m' = fall - m / memory, solved over the stretch; S2 is the integral of m.
        let fall = index > peak ? max(0, points[index - 1].rate - points[index].rate) / length : 0
        let kept = exp(-length / memory)
        sum += memory * momentum * (1 - kept) + fall * memory * (length - memory * (1 - kept))
        momentum = momentum * kept + fall * memory * (1 - kept)
      }
      areas.append(area)
      annealed.append(sum)
    }
  }

  /// S1 and S2 after so many tokens; nil beyond the path's end.
  func at(_ place: Int) -> (area: Double, annealed: Double)? {
    guard let last = tokens.last, place <= last else { return nil }
    let next = tokens.firstIndex { $0 >= place } ?? tokens.count - 1
    if tokens[next] == place { return (areas[next], annealed[next]) }
    guard next > 0 else { return (areas[0] * Double(place) / Double(tokens[0]), 0) }
    let share = Double(place - tokens[next - 1]) / Double(tokens[next] - tokens[next - 1])
    return (
      areas[next - 1] + share * (areas[next] - areas[next - 1]),
      annealed[next - 1] + share * (annealed[next] - annealed[next - 1])
    )
  }
}
