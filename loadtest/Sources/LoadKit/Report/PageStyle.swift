// SPDX-License-Identifier: Apache-2.0

/// How the pages look: calm, light or dark as the reader's system is, one column on a phone.
enum PageStyle {
    static let css = """

        :root { --ground: #fff; --panel: #f6f7f9; --ink: #16181d; --soft: #5b6472; --rule: #dfe3e8; --grid: #e9ecf0;
          --c1: #2463c9; --c2: #c2570c; --c3: #15803d; --c4: #8b3fb5; --bad: #b42318; --good: #15803d; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #14161a; --panel: #1c1f25; --ink: #e8eaed; --soft: #9aa4b2; --rule: #313741; --grid: #272c34;
            --c1: #74a9ff; --c2: #f2a15a; --c3: #5fcf8a; --c4: #cf9af0; --bad: #ff8a7d; --good: #5fcf8a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: 1160px; margin: 0 auto; padding: 28px 20px 56px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; }
        h2 { font-size: 19px; margin: 34px 0 10px; }
        header p, .note { color: var(--soft); margin: 0 0 12px; max-width: 80ch; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 26px; }
        .tile { background: var(--panel); border-radius: 8px; padding: 12px 14px; }
        .tile span { display: block; color: var(--soft); font-size: 13px; line-height: 1.35; }
        .tile b { display: block; font-size: 25px; line-height: 1.35; font-weight: 600; font-variant-numeric: tabular-nums; }
        .tile.good b { color: var(--good); } .tile.bad b { color: var(--bad); }
        .plots { display: grid; grid-template-columns: repeat(2, 1fr); gap: 16px; }
        figure { margin: 0; background: var(--panel); border-radius: 8px; padding: 14px 14px 8px; }
        figcaption { font-weight: 600; margin-bottom: 4px; }
        .legend { margin: 0 0 4px; font-size: 13px; color: var(--soft); }
        .legend span { margin-right: 16px; white-space: nowrap; }
        .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px; }
        svg { display: block; width: 100%; height: auto; }
        svg text { font-size: 13px; fill: var(--soft); font-variant-numeric: tabular-nums; }
        svg .name, svg .value { fill: var(--ink); }
        .start { text-anchor: start; } .middle { text-anchor: middle; } .end { text-anchor: end; }
        .grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
        .mark { stroke: var(--bad); stroke-dasharray: 4 4; } svg .marked { fill: var(--bad); font-size: 12px; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); } .c4 { stroke: var(--c4); }
        .f1 { fill: var(--c1); background: var(--c1); } .f2 { fill: var(--c2); background: var(--c2); }
        .f3 { fill: var(--c3); background: var(--c3); } .f4 { fill: var(--c4); background: var(--c4); }
        .run { fill: var(--ground); fill-opacity: 0.6; stroke: var(--ink); stroke-width: 1.4; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 15px; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); }
        th { font-weight: 500; color: var(--soft); white-space: nowrap; }
        .numbers td, .numbers thead th:not(:first-child) { text-align: right; white-space: nowrap; }
        @media (max-width: 760px) {
          main { padding: 20px 14px 40px; } .plots { grid-template-columns: 1fr; } figure { padding: 12px 8px 6px; }
          svg text { font-size: 15px; } svg .marked { font-size: 14px; }
          .numbers tbody th { white-space: normal; } .numbers td { padding-right: 8px; }
          table:not(.numbers) th { display: block; border: 0; padding-bottom: 0; }
          table:not(.numbers) td { display: block; padding-top: 0; } }

        """
}
