public import Tensor

/// Makes fewer tokens of many, between a block's attention and its perceptron.
///
/// Two questions are a reducer's own: which tokens merge, and what happens to the sources before they do. For both there
/// is an answer, ToMe's; PYRA and its ablations give another to the second alone.
public protocol TokenReducer: SendableMetatype {
  /// The word for it in recipes, probes and sessions.
  static var name: String { get }

  /// Declares what it trains in one block.
  init(_ shape: ReducerShape, _ declare: (_ name: String, _ shape: [Int]) -> Parameter)

  /// Chooses the tokens that go.
  func plan(_ request: ReductionRequest, on tape: Tape) -> MergePlan

  /// The sources as they will be added to their destinations.
  func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor
}

/// The sizes that a reducer may need.
public struct ReducerShape: Sendable {
  /// Model width, D.
  public let width: Int
  /// Tokens that the block is to remove, r ≥ 1.
  public let removed: Int
  /// Inner width of a perceptron that generates factors.
  public let generatorWidth: Int
  /// Of the generator's norm.
  public let epsilon: Float
}

/// What a choice of tokens goes by.
public struct ReductionRequest {
  /// (B · N, 3D): the block's queries, keys and values.
  public let qkv: Tensor
  /// Attention heads.
  public let heads: Int
  /// Images, B.
  public let images: Int
  /// Tokens to remove from each image, r, no more than can go.
  public let removed: Int
  /// Is told the factors that sources get; nil: nobody looks.
  let observe: ((MergeGates) -> Void)?
}

/// Sources and destinations before they merge, each weighted by its size: M_s and M_t.
public struct MergePairs {
  /// (B · r, D), most alike first.
  public let sources: Tensor
  /// Pairs of an image, r.
  public let length: Int
  private let observe: ((MergeGates) -> Void)?
  private let gatherDestinations: () -> Tensor

  init(
    sources: Tensor, length: Int, observe: ((MergeGates) -> Void)?, destinations: @escaping () -> Tensor
  ) {
    self.sources = sources
    self.length = length
    self.observe = observe
    gatherDestinations = destinations
  }

  /// Tells the factors to whoever looks, before they are applied.
  ///
  /// Shapes: columns (B, D), rows (B · r, 1); nil for none.
  func report(columns: Tensor?, rows: Tensor?) {
    observe?(MergeGates(token: rows?.values ?? [], channel: columns?.values ?? []))
  }

  /// The same for a factor of every element.
  ///
  /// Shapes: elements (R ≥ length, D) for all images, or (B · r, D).
  func report(elements: Tensor) {
    guard let observe else { return }
    let (d, groups) = (elements.columns, max(1, elements.rows / length))
    var gates = MergeGates(
      token: Array(repeating: 0, count: groups * length), channel: Array(repeating: 0, count: groups * d))
    for row in 0..<groups * length {
      for column in 0..<d {
        let value = elements.data[row * d + column]
        gates.token[row] += value / Float(d)
        gates.channel[row / length * d + column] += value / Float(length)
      }
    }
    observe(gates)
  }

  /// (B · r, D): the destination of each source, before anything is added to it; made when it is asked for.
  public func destinations() -> Tensor { gatherDestinations() }
}

extension TokenReducer {
  /// ToMe's bipartite matching of keys.
  public func plan(_ request: ReductionRequest, on tape: Tape) -> MergePlan {
    BipartiteMatching.plan(
      tape, qkv: request.qkv, heads: request.heads, images: request.images, removed: request.removed)
  }

  /// As they are.
  public func reactivate(_ pairs: MergePairs, on tape: Tape) -> Tensor { pairs.sources }

  /// Merges tokens by size-weighted means.
  ///
  /// - Parameters:
  ///   - x: (B · N, D), after attention.
  ///   - readers: the result is kept if a derivative of one of these is wanted.
  /// - Returns: (B · (N − r), D); `state` then describes the new tokens.
  func reduce(
    _ tape: Tape, _ x: Tensor, _ request: ReductionRequest, _ state: inout TokenState, block: Int, readers: [Tensor]
  ) -> Tensor {
    let plan = plan(request, on: tape)
    let (merge, sourceRows, destinationRows, sizes) = plan.rows(sizes: state.sizes, on: tape)
    let before = state.sizes
    func weighted(_ rows: [Int32]) -> Tensor {
      tape.gather(x, tape.indices(rows), weights: tape.constants(rows.map { before[Int($0)] }))
    }
    let pairs = MergePairs(
      sources: weighted(sourceRows), length: plan.removed, observe: request.observe
    ) { weighted(destinationRows) }
    let sources = reactivate(pairs, on: tape)
    state.apply(plan, sizes: sizes, block: block)
    return tape.keeping(forAny: readers) { tape.mergeRows(x, sources: sources, merge) }
  }
}
