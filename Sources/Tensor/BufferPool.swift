import Foundation

/// Float buffers that are taken and given back within a step: gradients of activations, scratch of workers.
///
/// A buffer is reused only for the same rounded size, so that a training loop settles after its first step.
final class BufferPool {
  private var free: [Int: [UnsafeMutablePointer<Float>]] = [:]
  private var all: [UnsafeMutablePointer<Float>] = []
  /// Bytes held from the system.
  private(set) var reservedBytes = 0

  deinit {
    for buffer in all { Foundation.free(buffer) }
  }

  private static func rounded(_ count: Int) -> Int { (max(count, 1) + 1023) & ~1023 }

  /// A buffer of at least `count` floats, not cleared.
  func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let size = Self.rounded(count)
    if let buffer = free[size]?.popLast() { return buffer }
    let buffer = alignedMemory(bytes: size * 4).bindMemory(to: Float.self, capacity: size)
    all.append(buffer)
    reservedBytes += size * 4
    return buffer
  }

  /// Gives a buffer back; `count` is what it was taken with.
  func give(_ buffer: UnsafeMutablePointer<Float>, count: Int) {
    free[Self.rounded(count), default: []].append(buffer)
  }
}
