/// How a process that has a port is called, where the user is told of it.
enum PortOwner {
    /// `nginx (process 4711)`; Docker by its own name.
    static func text(name: String, id: Int) -> String {
        switch name {
        case "docker-proxy": "Docker (docker-proxy, process \(id))"
        case "dockerd": "Docker (process \(id))"
        default: "\(name) (process \(id))"
        }
    }
}
