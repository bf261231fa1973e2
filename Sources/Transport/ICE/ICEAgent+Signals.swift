// SPDX-License-Identifier: Apache-2.0

internal import CNice
internal import CShims
internal import Glibc

/// What libnice tells, and how it is set up to.
extension ICEAgent {
    /// Addresses and servers.
    func configure() throws(TransportError) {
        for text in configuration.localAddresses.prefix(TransportLimits.localAddresses) {
            var address = try NativeCandidate.address(text)
            _ = unsafe nice_agent_add_local_address(agent, &address)
        }
        if let stun = configuration.stun {
            _ = try NativeCandidate.address(stun.host)
            unsafe CNice_setString(agent, "stun-server", stun.host)
            unsafe CNice_setUnsigned(agent, "stun-server-port", UInt32(stun.port))
        }
        for server in configuration.turn {
            _ = try NativeCandidate.address(server.host)
            let status = unsafe nice_agent_set_relay_info(
                agent, stream, Self.component, server.host, UInt32(server.port),
                server.username, server.password, NICE_RELAY_TYPE_TURN_UDP
            )
            guard status != 0 else { throw .ice("take a TURN server") }
        }
    }

    /// Has libnice call us. Each callback is given this object unretained: it disconnects before it goes.
    func connectSignals() {
        let pointer = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe CNice_onGatheringDone(
            agent,
            { _, _, pointer in
                unsafe ICEAgent.at(pointer)?.didGather()
            }, pointer)
        _ = unsafe CNice_onStateChanged(
            agent,
            { _, _, _, state, pointer in
                unsafe ICEAgent.at(pointer)?.didChange(state: state)
            }, pointer)
        _ = unsafe CNice_onSelectedPair(
            agent,
            { _, _, _, _, remote, pointer in
                unsafe ICEAgent.at(pointer)?.didSelect(remote)
            }, pointer)
        let attached = unsafe nice_agent_attach_recv(
            agent, stream, Self.component, context,
            { _, _, _, count, bytes, pointer in
                unsafe ICEAgent.at(pointer)?.didReceive(bytes, count)
            }, pointer)
        precondition(attached != 0, "a stream that was just added exists")
    }

    private static func at(_ pointer: UnsafeMutableRawPointer?) -> ICEAgent? {
        guard let pointer = unsafe pointer else { return nil }
        let agent = unsafe Unmanaged<ICEAgent>.fromOpaque(pointer).takeUnretainedValue()
        return agent.isOpen ? agent : nil
    }

    private func didGather() {
        owner.iceDidGather()
    }

    private func didChange(state: UInt32) {
        if state == NICE_COMPONENT_STATE_FAILED.rawValue { owner.iceDidFail() }
    }

    private func didReceive(_ bytes: UnsafeMutablePointer<CChar>?, _ count: UInt32) {
        guard let bytes = unsafe bytes else { return }
        // SAFETY: libnice keeps the buffer for the call.
        let datagram = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
        unsafe owner.iceDidReceive(datagram.assumingMemoryBound(to: UInt8.self).span)
    }

    private func didSelect(_ remote: UnsafeMutablePointer<NiceCandidate>?) {
        guard let remote = unsafe remote else { return }
        guard let socket = unsafe nice_agent_get_selected_socket(agent, stream, Self.component) else {
            route = nil
            owner.iceDidSelect(.relayed)
            return
        }
        let descriptor = unsafe g_socket_get_fd(socket)
        unsafe CNice_releaseSocket(socket)
        var storage = sockaddr_storage()
        unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe nice_address_copy_to_sockaddr(&remote.pointee.addr, address)
            }
        }
        let isIPv6 = Int32(storage.ss_family) == AF_INET6
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        SocketBuffers.enlarge(descriptor)
        let route = Route(descriptor: descriptor, address: storage, addressLength: UInt32(length))
        self.route = route
        owner.iceDidSelect(.direct(route))
    }

    /// Has the kernel drop requests that are shorter than an answer to them would be. A socket that refuses the
    /// filter works without: libnice answers errors with at most 48 bytes.
    func refuseShortRequests() {
        guard let sockets = unsafe nice_agent_get_sockets(agent, stream, Self.component) else { return }
        for place in 0..<Int(unsafe sockets.pointee.len) {
            guard let socket = unsafe sockets.pointee.pdata[place] else { continue }
            let descriptor = unsafe g_socket_get_fd(socket.assumingMemoryBound(to: GSocket.self))
            _ = CShims_dropShortRequests(descriptor, TransportLimits.shortestRequestBytes)
        }
        unsafe g_ptr_array_unref(sockets)
    }
}
