// SPDX-License-Identifier: Apache-2.0

/// The files that are compiled into the program, one line a file of `Pages/Resources`.
///
/// SwiftPM names each file's bytes after the file; a test compares this table with the folder.
enum EmbeddedFiles {
    /// The files' bytes by name.
    static let table: [String: [UInt8]] = [
        "backoff.mjs": PackageResources.backoff_mjs,
        "capture.mjs": PackageResources.capture_mjs,
        "chevron.svg": PackageResources.chevron_svg,
        "choices.mjs": PackageResources.choices_mjs,
        "dial.svg": PackageResources.dial_svg,
        "figures.mjs": PackageResources.figures_mjs,
        "home.css": PackageResources.home_css,
        "home.mjs": PackageResources.home_mjs,
        "icon.svg": PackageResources.icon_svg,
        "icons.svg": PackageResources.icons_svg,
        "index.html": PackageResources.index_html,
        "layout.mjs": PackageResources.layout_mjs,
        "longwave.css": PackageResources.longwave_css,
        "meter.mjs": PackageResources.meter_mjs,
        "page.mjs": PackageResources.page_mjs,
        "panel.mjs": PackageResources.panel_mjs,
        "peer.mjs": PackageResources.peer_mjs,
        "rooms.mjs": PackageResources.rooms_mjs,
        "sdp.mjs": PackageResources.sdp_mjs,
        "session.mjs": PackageResources.session_mjs,
        "studio.css": PackageResources.studio_css,
        "studio.html": PackageResources.studio_html,
        "studio.mjs": PackageResources.studio_mjs,
        "testcard.mjs": PackageResources.testcard_mjs,
        "tile.mjs": PackageResources.tile_mjs,
        "watch.css": PackageResources.watch_css,
        "watch.html": PackageResources.watch_html,
        "watch.mjs": PackageResources.watch_mjs,
        "wave.svg": PackageResources.wave_svg,
        "whep.mjs": PackageResources.whep_mjs,
        "whip.mjs": PackageResources.whip_mjs,
    ]
}
