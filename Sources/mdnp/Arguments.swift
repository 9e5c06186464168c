// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import ArgumentParser
public import IPAM

// Types with a failable initializer from text can be arguments.
extension IPAddress: ExpressibleByArgument {}
extension PoolRange: ExpressibleByArgument {}
