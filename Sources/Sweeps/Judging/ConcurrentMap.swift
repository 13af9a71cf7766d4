import Foundation

/// The results for all elements, in their order, made side by side.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
  let results = Results<Result>(count: elements.count)
  DispatchQueue.concurrentPerform(iterations: elements.count) { results.set($0, transform(elements[$0])) }
  return results.values
}

private final class Results<Value: Sendable>: @unchecked Sendable {
  // Sendable because `lock` guards the list.
  private let lock = NSLock()
  private var list: [Value?]

  init(count: Int) { list = Array(repeating: nil, count: count) }
  func set(_ index: Int, _ value: Value) { lock.withLock { list[index] = value } }
  var values: [Value] { lock.withLock { list.compactMap { $0 } } }
}
