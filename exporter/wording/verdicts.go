package wording

// verdicts are the reasons why a device is taken to be where it is, and why a
// port is taken for what it is: the keys of inventory.Why and PortRole.Reason.
var verdicts = table{}
