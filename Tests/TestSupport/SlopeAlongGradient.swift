public import Tensor

/// How an objective changes along the gradient that lies in the block, which must be the gradient's square.
///
/// - Parameters:
///   - length: of the step to either side.
///   - objective: at the values that the block then has; may leave other gradients behind.
/// - Returns: the slope by central differences, and the gradient's square. The values are left moved.
public func slopeAlongGradient(
  of block: ParameterBlock, length: Double, _ objective: () -> Double
) -> (slope: Double, squared: Double) {
  let gradient = Array(UnsafeBufferPointer(start: block.gradients, count: block.count))
  let start = Array(UnsafeBufferPointer(start: block.values, count: block.count))
  let squared = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }
  func moved(_ step: Double) -> Double {
    for i in 0..<block.count { block.values[i] = Float(Double(start[i]) + step * Double(gradient[i])) }
    return objective()
  }
  let step = length / squared.squareRoot()
  return ((moved(step) - moved(-step)) / (2 * step), squared)
}
