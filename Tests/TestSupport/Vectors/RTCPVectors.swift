// SPDX-License-Identifier: Apache-2.0

/// RTCP as other programs wrote it.
public enum RTCPVectors {
    /// A compound of RR, SDES, BYE, PLI, then a rapid resynchronization request (RFC 6051) and an APP
    /// packet, which the relay doesn't know. Packet dump of pion/rtcp, packet_test.go.
    public static let compound = hex(
        """
        81c90007 902f9e2e bc5e9a40 00000000 000046e1 00000111 09f36432 00024a79
        81ca000c 902f9e2e 0126 7b39633030656239322d316166622d396434392d613437642d3931663634656565363966357d 00000000
        81cb0001 902f9e2e
        81ce0002 902f9e2e 902f9e2e
        85cd0002 902f9e2e 902f9e2e
        80cc0003 4baae1ab 4e414d45 41424344
        """)

    /// Chrome's estimate while it watched a stream of 6 Mbit/s. pion/rtcp,
    /// receiver_estimated_maximum_bitrate_test.go.
    public static let remb = hex("8fce0005 00000001 00000000 52454d42 011a20df 4874ed16")

    /// One packet, padding of one byte with the padding bit. pion/rtcp, transport_layer_cc_test.go, example 1.
    public static let transportFeedbackOfOne = hex("afcd0005 fa17fa17 43032fa0 00990001 3de80217 20019401")

    /// A run of seven small deltas. The same file, example 4.
    public static let transportFeedbackRun = hex(
        "afcd0007 fa17fa17 193dd8bb 00040007 10636e01 20074c24 24100c0c 10000003")

    /// Two large deltas, then four small ones. The same file, example 3, without its padding bit: its last two bytes
    /// are deltas.
    public static let transportFeedbackLargeDeltas = hex(
        "8fcd0007 fa17fa17 193dd8bb 01740006 45b15a40 40022004 1ffe1f9a d000d000")

    /// All of them.
    public static let all = [
        compound, remb, transportFeedbackOfOne, transportFeedbackRun, transportFeedbackLargeDeltas,
    ]
}
