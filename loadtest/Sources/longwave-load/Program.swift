// SPDX-License-Identifier: Apache-2.0

import LoadKit

/// The program `longwave-load`. All of it is in `LoadKit`, where tests reach it.
@main
struct Program {
    static func main() async {
        await LoadProgram.main()
    }
}
