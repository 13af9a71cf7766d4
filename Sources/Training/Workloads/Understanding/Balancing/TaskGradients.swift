internal import Foundation
package import Tensor

/// The gradients of several tasks over the parameters that they share, kept beside each other within a step.
///
/// Takes as many floats a task as there are shared parameters. Sums are taken in pieces of one length and added in their
/// order: the same bits on any number of threads.
package final class TaskGradients {
  /// A piece of the block, and where it lies in the kept vectors.
  private struct Piece {
    let offset, place, count: Int
  }

  private let block: ParameterBlock
  private var tasks = 0
  private var parameters: [Parameter] = []
  private var pieces: [Piece] = []
  private var vectors: [UnsafeMutablePointer<Float>] = []
  /// Floats that each vector has room for.
  private var room = 0

  /// Nothing kept yet; memory is taken when a step asks for it, and stays.
  package init(of block: ParameterBlock) { self.block = block }

  deinit { for vector in vectors { free(vector) } }

  /// Begins a step.
  ///
  /// - Parameters:
  ///   - parameters: the shared ones, of the block; frozen ones have no gradient and are left out.
  ///   - tasks: how many gradients are to be kept, K.
  package func begin(_ parameters: [Parameter], tasks: Int) {
    let grain = 1 << 16
    var (pieces, place): ([Piece], Int) = ([], 0)
    for parameter in parameters where !parameter.isFrozen {
      for first in stride(from: 0, to: parameter.count, by: grain) {
        let count = min(grain, parameter.count - first)
        pieces.append(Piece(offset: parameter.offset + first, place: place, count: count))
        place += count
      }
    }
    (self.pieces, self.tasks, self.parameters) = (pieces, tasks, parameters)
    if place > room {
      for vector in vectors { free(vector) }
      (vectors, room) = ([], place)
    }
    while vectors.count < tasks {
      vectors.append(alignedMemory(bytes: max(1, room) * 4).bindMemory(to: Float.self, capacity: max(1, room)))
    }
  }

  /// Keeps what the block has now as the gradient of task i.
  package func keep(_ task: Int, _ pool: ThreadPool) {
    let (pieces, from, to) = (self.pieces, block.gradients, vectors[task])
    pool.parallel(pieces.count) { index, _ in
      (to + pieces[index].place).update(from: from + pieces[index].offset, count: pieces[index].count)
    }
  }

  /// The kept gradients' products with each other, g_i · g_j. Shape (K, K).
  ///
  /// - Precondition: all have been kept.
  package func gram(_ pool: ThreadPool) -> [Double] {
    let (pieces, vectors, count) = (self.pieces, self.vectors, tasks)
    var products = [Double](repeating: 0, count: pieces.count * count * count)
    products.withUnsafeMutableBufferPointer { products in
      nonisolated(unsafe) let products = products
      pool.parallel(pieces.count) { index, _ in
        let piece = pieces[index]
        for i in 0..<count {
          for j in 0...i {
            products[(index * count + i) * count + j] = OptimizerLoops.dot(
              vectors[i] + piece.place, vectors[j] + piece.place, count: piece.count)
          }
        }
      }
    }
    var gram = [Double](repeating: 0, count: count * count)
    for index in pieces.indices {
      for i in 0..<count {
        for j in 0...i { gram[i * count + j] += products[(index * count + i) * count + j] }
      }
    }
    for i in 0..<count {
      for j in 0..<i { gram[j * count + i] = gram[i * count + j] }
    }
    return gram
  }

  /// Makes Σ factor_i · g_i the block's gradient of the shared parameters.
  package func combine(_ factors: [Double], _ pool: ThreadPool) {
    precondition(factors.count == tasks, "\(factors.count) factors of \(tasks) gradients")
    let (pieces, vectors, to) = (self.pieces, self.vectors, block.gradients)
    pool.parallel(pieces.count) { index, _ in
      let piece = pieces[index]
      for (task, factor) in factors.enumerated() {
        RowLoops.scale(
          vectors[task] + piece.place, by: Float(factor), into: to + piece.offset, count: piece.count,
          accumulates: task > 0)
      }
    }
    // Even where the last task gave no gradient there is one now.
    block.noteGradients(of: parameters)
  }
}
