// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import ArgumentParser
public import IPAM

// Values that read themselves from text can be arguments.
extension IPAddress: ExpressibleByArgument {}
extension PoolRange: ExpressibleByArgument {}
