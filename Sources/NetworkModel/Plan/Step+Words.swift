extension Step {
    /// The step in a few words, however much there is to it.
    public var words: String {
        switch self {
        case .ensureBridge(let network): "set up bridge \(network.bridge) of network \(network.id.short)"
        case .removeBridge(let id): "removed the bridge of network \(id.short)"
        case .removeLink(let link): "removed link \(link)"
        case .addVeth(let endpoint, on: let network): "made link \(endpoint.link) on bridge \(network.bridge)"
        case .attach(let endpoint, to: let network): "put link \(endpoint.link) back into bridge \(network.bridge)"
        case .removeNeighbors(let neighbors): "removed \(neighbors.count) neighbors"
        case .bury(let link): "buried link \(link)"
        case .openFirewall(let elements): "made the firewall anew with \(elements.count) elements"
        case .closeFirewall: "took the firewall away"
        case .changeFirewall(add: let missing, remove: let surplus):
            "added \(missing.count) elements to the firewall and removed \(surplus.count)"
        case .change(let change): "changed \(change)"
        case .undo(let change): "changed back \(change)"
        }
    }
}
