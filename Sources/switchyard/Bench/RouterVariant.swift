import Experiment

/// One way of routing in the router benchmark: what it changes of the recipe.
struct RouterVariant {
  /// What the table calls it.
  let name: String
  /// `key=value`, over the recipe and `RouterVariant.base`.
  let settings: [String]

  /// What all others are measured against.
  static let base = RouterVariant(name: "dropless top-2", settings: [])

  /// Every router, every rectification and every block, with experts of the recipe's width or of the same work.
  static func all(expertWidth: Int, experts: Int) -> [RouterVariant] {
    let capacity = ["moe.capacity_factor=1", "moe.devices=4", "moe.priority=score", "moe.straight_through=true"]
    let half = "moe.expert_width=\(expertWidth / 2)"
    return [
      RouterVariant(name: "top-2, capacity 1", settings: capacity),
      RouterVariant(name: "… + intra-GPU", settings: capacity + ["moe.intra_gpu=true"]),
      RouterVariant(name: "… + fill-in", settings: capacity + ["moe.fill_in=true"]),
      RouterVariant(name: "… + both", settings: capacity + ["moe.intra_gpu=true", "moe.fill_in=true"]),
      RouterVariant(
        name: "top-1 (Switch), capacity 1",
        settings: ["moe.k=1", "moe.renormalize=false", "moe.capacity_factor=1", "moe.devices=4"]),
      RouterVariant(name: "mask, V = 4", settings: ["moe.router=mask", "moe.mask_visible=4"]),
      RouterVariant(name: "hash", settings: ["moe.router=hash"]),
      RouterVariant(
        name: "expert choice",
        settings: ["moe.router=expert-choice", "moe.capacity_factor=1", "moe.renormalize=false"]),
      RouterVariant(
        name: "bias-balanced, sigmoid",
        settings: ["moe.router=bias-balanced", "moe.scores=sigmoid", "moe.balance_coefficient=0"]),
      RouterVariant(name: "top-p 0.4, at most 2", settings: ["moe.router=top-p", "moe.renormalize=false"]),
      RouterVariant(
        name: "fine-grained, twice as many of half width",
        settings: ["moe.experts=\(2 * experts)", "moe.k=4", half]),
      RouterVariant(name: "Cartesian 2 + 2 of half width", settings: ["moe.block=cartesian", half]),
    ]
  }
}
