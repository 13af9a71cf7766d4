/// Plain memory that grows at its end. Its elements need no initialising; it has one owner and is never copied.
struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  /// `count` elements, all `value`.
  init(repeating value: Element, count: Int) {
    self.init(capacity: count)
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { reserve(count + 1) }
    base[count] = element
    count &+= 1
  }

  mutating func append(_ elements: UnsafePointer<Element>, count added: Int) {
    reserve(count + added)
    (base + count).update(from: elements, count: added)
    count += added
  }

  /// Adds `added` elements without writing them; returns the place of the first.
  mutating func extend(by added: Int) -> Int {
    reserve(count + added)
    defer { count += added }
    return count
  }

  @inline(__always)
  mutating func removeLast() -> Element {
    count &-= 1
    return base[count]
  }

  mutating func removeAll() { count = 0 }

  /// Drops what lies at `length` and after it.
  mutating func truncate(to length: Int) { count = length }

  mutating func removeFirst(_ removed: Int) {
    base.update(from: base + removed, count: count - removed)
    count -= removed
  }

  /// Makes room for `wanted` elements in all.
  @inline(never)
  mutating func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    capacity = max(wanted, capacity * 2)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
