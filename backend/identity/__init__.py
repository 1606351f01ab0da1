"""Who a person is: WeChat accounts, real-name proof, sessions."""
