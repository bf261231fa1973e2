// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nice/agent.h>
#include <nice/interfaces.h>
